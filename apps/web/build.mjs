// The builders of this room, which only it has.
import openapi, { astToString } from 'openapi-typescript';
import { build } from 'vite';

/** Types of the client, of the API's description. What has a default may be left out of what is sent. */
export async function clientOf(description) {
  return astToString(await openapi(description, { defaultNonNullable: false, silent: true }));
}

export async function buildPages(root, outDir) {
  // Whoever builds them, tests too: what a person gets.
  process.env.NODE_ENV = 'production';
  await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } });
}
