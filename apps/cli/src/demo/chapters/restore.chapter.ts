import type { StaffCaseAnswer } from '../answers';
import { openLetter } from '../letters';
import { caseOf, type CaseScene } from '../scene';
import { until } from '../until';

const RESTORE_MS = 90_000;
const CLOSE_MS = 60_000;
/** Past the due instant, not at it. */
const BEYOND_S = 60;

/** The terminal system gives trading back, and the watch passes. @returns the case, closed. */
export async function restoreAndWatch(scene: CaseScene): Promise<StaffCaseAnswer> {
  const { teller, cast } = scene;
  const { agent } = cast;
  teller.chapter({ zh: '恢复与观察', en: 'Restore and watch' });
  const watched = await until({ zh: '恢复交易', en: 'the restore' }, RESTORE_MS, async () => {
    const standing = await caseOf(scene, agent);
    return standing.state === 'restoring' ? null : standing;
  });
  const { total, confirmed } = watched.restore;
  teller.step(
    { zh: '终端系统', en: 'terminal system' },
    {
      zh: `确认 ${confirmed} / ${total} 条解除指令，恢复交易 → ${watched.state}`,
      en: `confirms ${confirmed} of ${total} lift commands, trading is back → ${watched.state}`,
    },
  );
  await openLetter(scene, 'restored', {
    zh: '得知交易已恢复',
    en: 'reads that trading is back',
  });
  if (watched.state === 'monitoring') await waitOutTheWatch(scene, watched);
  const closed = await until({ zh: '结案', en: 'the end of the watch' }, CLOSE_MS, async () => {
    const standing = await caseOf(scene, agent);
    return standing.state === 'closed' ? standing : null;
  });
  teller.step(
    { zh: '时钟', en: 'clock' },
    {
      zh: `观察期满，案件关闭：${closed.resolution ?? ''}`,
      en: `the watch has passed, the case is closed: ${closed.resolution ?? ''}`,
    },
  );
  return closed;
}

async function waitOutTheWatch({ teller, cast, time }: CaseScene, watched: StaffCaseAnswer): Promise<void> {
  const end = Date.parse(watched.watchUntil ?? watched.stateSince);
  const seconds = Math.ceil((end - Date.parse(watched.stateSince)) / 1000) + BEYOND_S;
  const days = Math.round(seconds / 86_400);
  const moved = await cast.agent.door.post<{ now: string }>('/v1/sandbox/clock', { seconds });
  teller.step(
    { zh: '演示', en: 'demo' },
    {
      zh: `把演示系统的时钟拨快 ${days} 天（对全部案件生效）→ ${time.moment(moved.body.now).slice(0, 10)}`,
      en: `moves the demo desk’s clock on by ${days} days (for every case) → ${time.moment(moved.body.now).slice(0, 10)}`,
    },
    moved.call,
  );
}
