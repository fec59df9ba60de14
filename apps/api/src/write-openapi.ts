import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { newKey, readConfig } from '@thaw/platform';
import { createApi } from './create-api';
import { openApiText } from './openapi/open-api-file';
import { OpenApiDocument } from './openapi/open-api.document';

/** Writes `apps/api/openapi.json` anew from the controllers: `npm run openapi`. Touches no database and no queue. */
async function main(path: string): Promise<void> {
  const nowhere = readConfig({
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    THAW_BLOB_DIR: tmpdir(),
    THAW_CARD_KEY: newKey(),
    THAW_GATEWAY_URL: 'http://127.0.0.1:1',
    THAW_GATEWAY_SECRET: newKey(),
    THAW_LOG_LEVEL: 'silent',
  });
  const app = await createApi(nowhere);
  writeFileSync(path, openApiText(app.get(OpenApiDocument).get()));
  process.stdout.write(`${path} written\n`);
  // Not closed: the queues would wait for a database that is not there.
  process.exit(0);
}

void main(process.argv[2] ?? 'apps/api/openapi.json');
