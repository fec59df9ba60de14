import { setTimeout as sleep } from 'node:timers/promises';
import type { StandingDesk } from './standing-desk';

/** By the desk's time: what was lost with a queue is asked for again after five minutes. */
const STEP_MS = 6 * 60_000;
const LOOKS_A_STEP = 12;
const LOOK_MS = 100;
const MOST_STEPS = 24;

/** What of the desk is still under way; `$1` is its time. */
const UNDER_WAY = `
  SELECT 'job in the outbox: ' || job AS what FROM outbox
  UNION ALL SELECT 'record of the audit without a number' FROM audit_inbox
  UNION ALL SELECT 'something told that nobody hears of yet: ' || template FROM notification WHERE routed_at IS NULL
  UNION ALL SELECT 'message by ' || channel || ': ' || coalesce(last_error, 'never failed') FROM dispatch
    WHERE state = 'waiting' AND digest_for IS NULL
  UNION ALL SELECT 'webhook: ' || coalesce(last_error, 'never failed') FROM webhook_delivery WHERE state = 'waiting'
  UNION ALL SELECT 'command ' || state || ': ' || coalesce(last_error, 'never failed') FROM gateway_command
    WHERE state IN ('pending', 'sent')
  UNION ALL SELECT 'end of a command that its case has not heard of' FROM gateway_command
    WHERE purpose <> 'restore' AND state IN ('confirmed', 'failed') AND told_at IS NULL
  UNION ALL SELECT 'step of a clock that nobody acted on: ' || kind || ' ' || step FROM clock_reminder
    WHERE handled_at IS NULL AND acted_at IS NULL
  UNION ALL SELECT 'step of a clock that is due: ' || kind FROM case_clock WHERE next_fire_at <= $1
  UNION ALL SELECT 'import ' || state FROM history_import WHERE state IN ('queued', 'running')
  UNION ALL SELECT 'scan ' || state FROM scan WHERE state IN ('queued', 'running')`;

/** The desk's time. */
export async function timeOf(desk: StandingDesk): Promise<Date> {
  const [row] = await desk.query<{ offset: string }>('SELECT offset_ms AS offset FROM sandbox_clock');
  return new Date(Date.now() + Number(row?.offset ?? 0));
}

/** The desk's clock is moved on, as `POST /v1/sandbox/clock` does it. */
export async function moveOn(desk: StandingDesk, ms: number): Promise<void> {
  await desk.query(
    `INSERT INTO sandbox_clock (singleton, offset_ms) VALUES (true, $1)
     ON CONFLICT (singleton) DO UPDATE SET offset_ms = sandbox_clock.offset_ms + excluded.offset_ms`,
    [ms],
  );
}

/**
 * Until nothing is under way any more; what does not end by itself gets minutes of the desk's time, after which its sweeps
 * look for it. @returns how much of that it took. @throws Error naming what never ended.
 */
export async function untilSettled(desk: StandingDesk): Promise<number> {
  let left: readonly string[] = [];
  for (let step = 0; step < MOST_STEPS; step++) {
    for (let look = 0; look < LOOKS_A_STEP; look++) {
      left = await underWay(desk);
      if (left.length === 0) return step * STEP_MS;
      await sleep(LOOK_MS);
    }
    await moveOn(desk, STEP_MS);
  }
  throw new Error(`never settled: ${[...new Set(left)].join('; ')}`);
}

async function underWay(desk: StandingDesk): Promise<readonly string[]> {
  const rows = await desk.query<{ what: string }>(UNDER_WAY, [await timeOf(desk)]);
  return rows.map(({ what }) => what);
}
