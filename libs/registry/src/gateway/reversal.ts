import { randomUUID } from 'node:crypto';
import { requestJob, type Tx } from '@thaw/platform';
import { storedTerms, plainTerms } from '../measures';
import { Measure } from '../measure.entity';
import { freshCommand } from './fresh-command';
import { GatewayCommand, type NarrowParameters } from './gateway-command.entity';

/** Orders that a measure stands again as its row says, once `command` has come to its end. @returns the command's id. */
export async function orderReversal(
  tx: Tx,
  command: GatewayCommand,
  measure: Measure,
  now: Date,
): Promise<string> {
  const id = randomUUID();
  await tx.insert(GatewayCommand, {
    ...freshCommand(now),
    id,
    caseId: command.caseId,
    terminalId: command.terminalId,
    measureId: measure.id,
    kind: 'freeze',
    purpose: 'reverse',
    parameters: {
      ...storedTerms(plainTerms(measure)),
      replaces: command.kind === 'narrow' ? narrowedTo(command, measure) : null,
    },
    afterId: command.id,
    reversesId: command.id,
  });
  await requestJob(tx, 'gateway.send', { commandId: id });
  return id;
}

const narrowedTo = ({ parameters }: GatewayCommand, { replacesId }: Measure): string | null =>
  (parameters as NarrowParameters).becomes ?? replacesId;

/**
 * A command that is taken back was done all the same, and perhaps after what took it back: that is ordered once more,
 * unless it has yet to be sent. @returns whether the command is taken back, so that it has no effect of its own.
 */
export async function reverseAgain(tx: Tx, command: GatewayCommand, now: Date): Promise<boolean> {
  const reversals = await tx.find(GatewayCommand, {
    where: { reversesId: command.id },
    order: { createdAt: 'ASC' },
  });
  const last = reversals.at(-1);
  if (!last?.measureId) return false;
  if (last.state === 'pending' && last.attempts === 0) return true;
  const measure = await tx.findOneByOrFail(Measure, { id: last.measureId });
  // What a later decision has lifted stays lifted.
  if (measure.liftedAt === null) await orderReversal(tx, command, measure, now);
  return true;
}
