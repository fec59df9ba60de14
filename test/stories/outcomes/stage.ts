import { DrivenCase, castOf, noticeFor, type Cast } from '../../factories/freeze-case';
import { insertSales, suspiciousSales } from '../../factories/history';
import type { CommandRuns } from '../../support/command-runs';
import type { TestDesk } from '../../support/test-desk';

/** Where a story plays: a desk with its worker, and the simulated terminal system. */
export interface Stage {
  readonly desk: TestDesk;
  readonly runs: CommandRuns;
}

export const DAY_MS = 86_400_000;

/** From the notice to a scanned case with an owner and a reason. */
export async function investigated(
  { desk }: Stage,
  reasonCode: string,
  measures?: readonly object[],
): Promise<{ cast: Cast; driven: DrivenCase }> {
  const cast = await castOf(desk);
  await insertSales(desk.database, cast.shop.terminal.id, suspiciousSales);
  const machine = await desk.machine('notice:open');
  const notice = { ...noticeFor(cast.shop), ...(measures ? { measures } : {}) };
  const { body } = await machine.post('/v1/cases').send(notice).expect(201);
  const driven = DrivenCase.of(desk, cast, body.number as string);
  await driven.act(cast.agent, 'triage', { reasonCode });
  await driven.act(cast.agent, 'take');
  await driven.scan();
  return { cast, driven };
}

/** Every letter that the merchant finds, opened, the newest last. */
export async function lettersOf({ merchant }: Cast): Promise<readonly Letter[]> {
  const { body } = await merchant.http.get('/v1/notifications?limit=200').expect(200);
  const letters: Letter[] = [];
  for (const { id, template } of (body.items as { id: string; template: string }[]).reverse()) {
    const opened = await merchant.http.post(`/v1/notifications/${id}/open`).expect(200);
    letters.push({ template, ...opened.body.content });
  }
  return letters;
}

export interface Letter {
  readonly template: string;
  readonly title: { readonly zh: string; readonly en: string };
  readonly body: { readonly zh: string; readonly en: string };
}

/** The days of the watch pass, and nothing came. */
export async function watchPasses({ desk }: Stage, driven: DrivenCase): Promise<void> {
  const { watchUntil } = await driven.seenBy(driven.cast.agent);
  desk.clock.advance(Date.parse(watchUntil as string) - desk.clock.now().getTime() + 1_000);
  await driven.becomes('closed');
}

/** What is true of every case that has ended: its timeline tells each change, and no clock runs on. */
export async function needWholeEnd(driven: DrivenCase, resolution: string): Promise<void> {
  const { agent, merchant } = driven.cast;
  const seen = await driven.seenBy(agent);
  expect(seen).toMatchObject({ state: 'closed', resolution });
  const running = (seen.clocks as { stoppedAt: string | null }[]).filter(
    ({ stoppedAt }) => stoppedAt === null,
  );
  expect(running).toEqual([]);
  const { body } = await agent.http.get(`/v1/cases/${driven.number}/timeline?limit=200`).expect(200);
  const events = body.items as { fromState: string | null; toState: string }[];
  events.slice(1).forEach(({ fromState }, at) => expect(fromState).toBe(events[at]?.toState));
  expect(events.at(-1)?.toState).toBe('closed');
  expect(await driven.seenBy(merchant)).toMatchObject({ status: 'closed' });
}

/** Nothing is in force any more: by the desk's own word, and the terminal system has done what it was told. */
export async function needLifted({ runs }: Stage, driven: DrivenCase): Promise<void> {
  expect(await driven.measures('lift')).toEqual([]);
  const commands = await runs.of(driven.number);
  const lifted = commands.filter(({ kind, purpose }) => kind === 'lift' && purpose === 'restore');
  expect(lifted.length).toBeGreaterThan(0);
  expect(lifted.every(({ state, confirmed_via: via }) => state === 'confirmed' && via !== 'manual')).toBe(
    true,
  );
}
