import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestApi } from '../support/test-api';

const HTML = 'text/html,application/xhtml+xml,*/*;q=0.8';
let folder: string;
let api: TestApi;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'thaw-pages-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Thaw</title>');
  writeFileSync(join(folder, 'assets', 'index-abc.js'), 'export {};');
  writeFileSync(join(folder, '.built'), 'mark');
  api = await TestApi.start({ pages: folder });
});
afterAll(async () => {
  await api.stop();
  rmSync(folder, { recursive: true });
});

const get = (path: string, accept = HTML) => api.as().get(path).set('accept', accept);

it('gives a browser the page for every address but the API’s, under a policy of its own', async () => {
  for (const path of ['/', '/desk', '/desk/cases/FZ-20261128-0001?tab=notes', '/portal', '/sign-in']) {
    const { status, headers, text } = await get(path);
    expect([status, text]).toEqual([200, '<!doctype html><title>Thaw</title>']);
    expect(headers['content-security-policy']).toContain("script-src 'self';");
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['x-content-type-options']).toBe('nosniff');
  }
});

it('lets a browser keep what never changes under its name', async () => {
  const { status, headers } = await get('/assets/index-abc.js', '*/*');
  expect([status, headers['cache-control']]).toEqual([200, 'public, max-age=31536000, immutable']);
  expect(headers['content-type']).toContain('javascript');
});

it('leaves to the API what asks for data, and what is under /v1', async () => {
  expect((await get('/', 'application/json')).body).toMatchObject({ name: 'Thaw' });
  for (const path of ['/v1', '/v1/none', '/v1/cases']) {
    const { status, headers } = await get(path);
    expect(status).toBeGreaterThanOrEqual(401);
    expect(headers['content-type']).toContain('application/problem+json');
    expect(headers['content-security-policy']).toContain("default-src 'none'; base-uri");
  }
  expect((await api.as().post('/desk').set('accept', HTML).send({})).status).toBe(404);
});

it('gives nothing that is not one of its files', async () => {
  const away = [
    '/assets/none.js',
    '/assets/../.built',
    '/.built',
    '/assets/%2e%2e/.built',
    '/..%2f..%2fpackage.json',
  ];
  for (const path of away) {
    const { status, text } = await get(path, '*/*');
    expect([path, status >= 400, text.includes('mark')]).toEqual([path, true, false]);
  }
});
