import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiText } from '../../apps/api/src/openapi/open-api-file';
import { OpenApiDocument } from '../../apps/api/src/openapi/open-api.document';
import { TestApi } from '../support/test-api';

const COMMITTED = join(__dirname, '../../apps/api/openapi.json');

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly responses: Record<string, unknown>;
}

let api: TestApi;
beforeAll(async () => (api = await TestApi.start()));
afterAll(() => api.stop());

it('is committed as the controllers have it', () => {
  const committed = existsSync(COMMITTED) ? readFileSync(COMMITTED, 'utf8') : '';
  if (committed === openApiText(api.app.get(OpenApiDocument).get())) return;
  throw new Error(
    'apps/api/openapi.json is not what the controllers say. Run `npm run openapi` and commit the file.',
  );
});

it('names and sums up every operation, each by a name of its own, and tells of problems', () => {
  const operations = Object.values(api.app.get(OpenApiDocument).get().paths).flatMap(
    (path) => Object.values(path) as Operation[],
  );
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const operation of operations) {
    expect(operation).toMatchObject({
      operationId: expect.stringMatching(/^[a-z][A-Za-z]+$/) as string,
      summary: expect.any(String) as string,
      responses: { default: { content: { 'application/problem+json': {} } } },
    });
  }
});

it('says of every operation what it answers', () => {
  const silent = Object.values(api.app.get(OpenApiDocument).get().paths)
    .flatMap((path) => Object.values(path) as Operation[])
    .filter(({ responses }) =>
      Object.entries(responses).some(
        ([status, response]) =>
          status.startsWith('2') && status !== '204' && !('content' in (response as object)),
      ),
    );
  // They take the question, and tell nobody whether there is such a person.
  expect(silent.map(({ operationId }) => operationId)).toEqual(['askForSignInCode', 'askForPasswordReset']);
});
