import { codeToSend, codeWasSent } from '@thaw/identity';
import { SystemClock, systemActor } from '@thaw/kernel';
import { numberOf, type CodeTexts } from '@thaw/notifications';
import type { Config, Database } from '@thaw/platform';

const WORKER = systemActor('worker');

/** The handler of `sign_in_code.send`. By real time, as signing in. */
export const sendCode =
  (database: Database, config: Pick<Config, 'sms' | 'timeZone' | 'cardKey'>, texts: CodeTexts) =>
  async (codeId: string): Promise<void> => {
    const clock = new SystemClock();
    const due = await database.asActor(WORKER, (tx) => codeToSend(tx, config, codeId, clock.now(), numberOf));
    if (due && (await texts.send(due)))
      await database.asActor(WORKER, (tx) => codeWasSent(tx, due.id, clock.now()));
  };
