import { codeToSend } from '@thaw/identity';
import { SystemClock, systemActor } from '@thaw/kernel';
import type { CodeTexts } from '@thaw/notifications';
import type { Config, Database } from '@thaw/platform';

/** The handler of `sign_in_code.send`. By real time, as signing in. */
export const sendCode =
  (database: Database, config: Pick<Config, 'sms'>, texts: CodeTexts) =>
  async (codeId: string): Promise<void> => {
    const now = new SystemClock().now();
    const due = await database.asActor(systemActor('worker'), (tx) => codeToSend(tx, config, codeId, now));
    if (due) await texts.send(due);
  };
