import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { FindingJson, ScoreJson } from '../../apps/cli/src/scan/scan-json';
import { runScan } from '../../apps/cli/src/scan/scan.command';

/** What `thaw scan --json` prints, as far as tests read it. */
export interface Report {
  readonly transactions: number;
  readonly rejected: readonly { line: number; reason: string }[];
  readonly findings: readonly FindingJson[];
  readonly scores: readonly ScoreJson[];
}

export async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const texts = Promise.all([text(stdout), text(stderr)]);
  const code = await runScan(argv, { stdout, stderr });
  stdout.end();
  stderr.end();
  const [out, err] = await texts;
  return { code, out, err };
}

export async function json(...argv: string[]): Promise<Report & { code: number }> {
  const { code, out, err } = await run(...argv, '--json');
  expect(err).toBe('');
  return { ...(JSON.parse(out) as Report), code };
}
