import { readCliSettings } from '@thaw/platform/config';
import { appeal } from './chapters/appeal.chapter';
import { callTheCast } from './chapters/cast.chapter';
import { decide } from './chapters/decision.chapter';
import { gatherEvidence } from './chapters/evidence.chapter';
import { investigate } from './chapters/history.chapter';
import { reportTheFreeze } from './chapters/notice.chapter';
import { restoreAndWatch } from './chapters/restore.chapter';
import { DEMO_USAGE, DemoUsageError, readDemoArguments, type DemoRequest } from './demo-arguments';
import { DemoFailure } from './demo-failure';
import { DeskTime } from './desk-time';
import { deskAddress } from './desk-address';
import { Door } from './door';
import { historyOfFile, simulatedHistory } from './history-source';
import type { Player, Scene } from './scene';
import { Teller, type TellerIo } from './teller';
import { showTimeline } from './timeline';

const terminal = (env: NodeJS.ProcessEnv): TellerIo => ({
  write: (text) => void process.stdout.write(text),
  isTty: process.stdout.isTTY && readCliSettings(env, 'NO_COLOR').NO_COLOR === '',
});

/**
 * `thaw demo`: one case over HTTP only, from freeze notice to closed, by everyone it needs.
 * @returns 0 closed as restored · 1 it went otherwise, or the desk does not answer · 2 wrong usage.
 */
export async function runDemo(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  io: TellerIo = terminal(env),
): Promise<number> {
  let request: DemoRequest | null;
  try {
    request = readDemoArguments(args, env);
  } catch (error) {
    if (!(error instanceof DemoUsageError)) throw error;
    io.write(`${error.detail.zh}\n${error.detail.en}\n\n${DEMO_USAGE}`);
    return 2;
  }
  if (!request) {
    io.write(DEMO_USAGE);
    return 0;
  }
  const teller = new Teller(request.locale, io);
  try {
    return await play(request, teller, env);
  } catch (error) {
    if (!(error instanceof DemoFailure)) throw error;
    teller.say({
      zh: `\n演示未完成：${error.detail.zh}`,
      en: `\nThe demo did not come to its end: ${error.detail.en}`,
    });
    return 1;
  }
}

async function play(request: DemoRequest, teller: Teller, env: NodeJS.ProcessEnv): Promise<number> {
  const address = request.url ?? deskAddress(env);
  const now = new Date();
  const time = new DeskTime(readCliSettings(env, 'THAW_TIME_ZONE').THAW_TIME_ZONE);
  const history = request.history ? await historyOfFile(request.history) : simulatedHistory(now);
  teller.line('Thaw 演示：一个案件，从封机到结案。  One case, from freeze to unfreeze.');
  teller.line(`${address}    ${teller.dim('--lang zh | en')}`);
  const scene = await callTheCast(teller, new Door(address, request.locale), { history, time, now });
  try {
    const caseScene = await reportTheFreeze(scene);
    const findings = await investigate(caseScene);
    await gatherEvidence(caseScene);
    await decide(caseScene, findings);
    await appeal(caseScene);
    const closed = await restoreAndWatch(caseScene);
    await showTimeline(caseScene);
    if (closed.resolution !== 'restored') {
      throw new DemoFailure({
        zh: `案件以 ${closed.resolution ?? ''} 关闭，应为 restored。`,
        en: `The case was closed as ${closed.resolution ?? ''}; restored was to be expected.`,
      });
    }
    teller.line('');
    teller.line(
      teller.good(
        {
          zh: `✓ 案件 ${closed.number} 已结案：恢复交易。`,
          en: `✓ Case ${closed.number} is closed: trading restored.`,
        }[teller.locale],
      ),
    );
    return 0;
  } finally {
    await everyoneLeaves(scene);
  }
}

/** The key and the sessions are of no use to anybody any more; they would run out by themselves in any case. */
async function everyoneLeaves({ cast }: Scene): Promise<void> {
  const { admin, machine, ...others } = cast;
  await admin.door.delete(`/v1/api-keys/${machine.id}`).catch(() => undefined);
  for (const { door } of [...Object.values<Player>(others), admin]) {
    await door.delete('/v1/sessions/current').catch(() => undefined);
  }
}
