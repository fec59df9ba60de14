import { rmSync } from 'node:fs';

export default async function stopDatabase(): Promise<void> {
  const cluster = globalThis.thawTestCluster;
  if (!cluster) return;
  globalThis.thawTestCluster = undefined;
  await cluster.stop();
  const dir = process.env['THAW_TEST_DIR'];
  if (dir) rmSync(dir, { recursive: true, force: true });
}
