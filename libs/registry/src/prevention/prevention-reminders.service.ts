import { Inject, Injectable } from '@nestjs/common';
import { Zone, systemActor } from '@thaw/kernel';
import { CONFIG, Database, type Config, type Tx } from '@thaw/platform';
import { addDays, type CalendarDay } from './calendar-day';
import { readThings, thingsStatement, type ThingsStatement } from './due-things.sql';
import { PREVENTION_KINDS, policyOn } from './policy';
import { reminderLetter, type ReminderLetter, type ReminderThing } from './reminder-letter';

/** Brings a letter to its merchant, in the transaction that notes it. */
export type TellMerchant = (tx: Tx, letter: ReminderLetter, now: Date) => Promise<void>;

const WORKER = systemActor('worker');
/** In seconds of the desk's day: nobody is reminded at night. */
const NOT_BEFORE = 9 * 3600;

/** Before its day and after it a thing is another reminder, each of them once. */
const PHASE = `CASE WHEN thing.due_on < $DAY THEN 'overdue' ELSE 'soon' END`;
const NOT_REMINDED = `NOT EXISTS (
  SELECT 1 FROM prevention_reminder r
  WHERE r.terminal_id = thing.terminal_id AND r.kind = thing.kind AND r.due_on = thing.due_on AND r.phase = ${PHASE})`;

/**
 * Reminds merchants of what is overdue or soon will be: each thing once before its day and once after, all of a day in one
 * letter. A day that was missed costs no reminder but those that time has passed by, and brings no second letter.
 */
@Injectable()
export class PreventionReminders {
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) config: Pick<Config, 'timeZone'>,
    private readonly database: Database,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /**
   * The sweep. Two that run at once send what one would.
   * @returns how many letters were written.
   * @throws AggregateError where some could not be, once all others are
   */
  async remindDue(now: Date, tell: TellMerchant): Promise<number> {
    if (this.zone.secondOfDay(now.getTime()) < NOT_BEFORE) return 0;
    const day = this.zone.dateText(now.getTime());
    const merchants = await this.database.asActor(WORKER, (tx) => merchantsToRemind(tx, day));
    const failures: unknown[] = [];
    let written = 0;
    for (const merchantId of merchants) {
      try {
        const told = await this.database.asActor(WORKER, (tx) => remind(tx, merchantId, day, now, tell));
        if (told) written += 1;
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'some merchants were not reminded');
    return written;
  }
}

function due(day: CalendarDay, merchantId: string | null): ThingsStatement {
  const policy = policyOn(day);
  return thingsStatement({
    policy,
    kinds: PREVENTION_KINDS,
    dueBy: addDays(day, policy.soonDays),
    merchantId,
  });
}

/** Those who have had no letter today. */
async function merchantsToRemind(tx: Tx, day: CalendarDay): Promise<readonly string[]> {
  const { head, parameters } = due(day, null);
  const today = `$${parameters.push(day)}::date`;
  const rows = await readThings<{ id: string }>(
    tx,
    `${head} SELECT DISTINCT thing.merchant_id AS id FROM thing
     WHERE ${NOT_REMINDED.replace('$DAY', today)}
       AND NOT EXISTS (SELECT 1 FROM prevention_letter l WHERE l.merchant_id = thing.merchant_id AND l.day = ${today})
     ORDER BY id`,
    parameters,
  );
  return rows.map(({ id }) => id);
}

/** @returns whether a letter was written: not where another worker wrote it meanwhile. */
async function remind(
  tx: Tx,
  merchantId: string,
  day: CalendarDay,
  now: Date,
  tell: TellMerchant,
): Promise<boolean> {
  const mine = await tx.query<unknown[]>(
    'INSERT INTO prevention_letter (merchant_id, day, at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING day',
    [merchantId, day, now],
  );
  if (mine.length === 0) return false;
  const things = await noteReminders(tx, merchantId, day, now);
  if (things.length === 0) return false;
  await tell(tx, reminderLetter(merchantId, day, things), now);
  return true;
}

async function noteReminders(
  tx: Tx,
  merchantId: string,
  day: CalendarDay,
  now: Date,
): Promise<readonly ReminderThing[]> {
  const { head, parameters } = due(day, merchantId);
  const today = `$${parameters.push(day)}::date`;
  const [version, at] = [`$${parameters.push(policyOn(day).version)}`, `$${parameters.push(now)}`];
  return readThings<ReminderThing>(
    tx,
    `${head}, noted AS (
       INSERT INTO prevention_reminder (terminal_id, kind, due_on, phase, policy_version, at)
       SELECT thing.terminal_id, thing.kind, thing.due_on, ${PHASE.replace('$DAY', today)}, ${version}::integer, ${at}
       FROM thing WHERE ${NOT_REMINDED.replace('$DAY', today)}
       ON CONFLICT DO NOTHING RETURNING terminal_id, kind, due_on)
     SELECT noted.terminal_id AS "terminalId", t.terminal_no AS "terminalNo", noted.kind,
       to_char(noted.due_on, 'YYYY-MM-DD') AS "dueOn"
     FROM noted JOIN terminal t ON t.id = noted.terminal_id
     ORDER BY noted.due_on, t.terminal_no, noted.kind COLLATE "C"`,
    parameters,
  );
}
