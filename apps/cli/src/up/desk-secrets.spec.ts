import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeskHome } from './desk-home';
import { deskSecrets } from './desk-secrets';

it('gives a desk that is older than some keys those that it lacks, and keeps all that it had', () => {
  const folder = mkdtempSync(join(tmpdir(), 'thaw-secrets-'));
  try {
    const home = { secrets: join(folder, 'secrets.json'), pgReady: join(folder, 'ready') } as DeskHome;
    const { webhookKey: _, auditKey: __, signInKey: ___, fileKey: ____, ...older } = deskSecrets(home);
    writeFileSync(home.secrets, JSON.stringify(older));
    const upgraded = deskSecrets(home);
    expect(upgraded).toEqual({
      ...older,
      webhookKey: expect.any(String) as string,
      auditKey: expect.any(String) as string,
      signInKey: expect.any(String) as string,
      fileKey: expect.any(String) as string,
    });
    expect(Buffer.from(upgraded.webhookKey, 'base64')).toHaveLength(32);
    expect(Buffer.from(upgraded.auditKey, 'base64')).toHaveLength(32);
    expect(JSON.parse(readFileSync(home.secrets, 'utf8'))).toEqual(upgraded);
    expect(deskSecrets(home)).toEqual(upgraded);
    const { cardKey: _____, ...lost } = upgraded;
    writeFileSync(home.secrets, JSON.stringify(lost));
    expect(() => deskSecrets(home)).toThrow(home.secrets);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
