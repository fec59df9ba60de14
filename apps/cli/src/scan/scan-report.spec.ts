import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { runScan } from './scan.command';

const folder = mkdtempSync(join(tmpdir(), 'thaw report '));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the report as text', () => {
  it.each(['zh', 'en'])(
    'steers no terminal: control characters of a file are not printed (%s)',
    async (lang) => {
      const path = join(folder, 'steering.csv');
      writeFileSync(
        path,
        'occurred_at,amount,terminal_no\n2024-03-01T10:00:00,900000,A\u001B]0;x\u0007\u202EB\n2024-03-01T10:00:00,\u001B[31m,T2\n',
      );
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      const printed = text(stdout);
      expect(await runScan([path, '--lang', lang], { stdout, stderr })).toBe(1);
      stdout.end();
      const out = await printed;
      expect(out).toContain('A\uFFFD]0;x\uFFFD\uFFFDB');
      expect(out).toContain('\uFFFD[31m');
      expect(out.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    },
  );
});
