import type { GatewayCommand } from './gateway-command.entity';
import { CLAIM_MS, DEADLINE_MS } from './retry-plan';

/** Due at once, and in the hands of the job that is asked for with it. What earlier tries may have done they still may have. */
export const freshTry = (now: Date, deadlineAt = new Date(now.getTime() + DEADLINE_MS)) =>
  ({
    state: 'pending',
    attempts: 0,
    nextAttemptAt: now,
    claimedUntil: new Date(now.getTime() + CLAIM_MS),
    deadlineAt,
    settledAt: null,
    toldAt: null,
  }) as const;

/** All of a new command but what it says; who orders it, the database knows. */
export const freshCommand = (
  now: Date,
  deadlineAt?: Date,
): Omit<
  GatewayCommand,
  'id' | 'caseId' | 'terminalId' | 'measureId' | 'kind' | 'purpose' | 'parameters' | 'orderedBy'
> => ({
  ...freshTry(now, deadlineAt),
  mayBeDone: false,
  serialNo: null,
  afterId: null,
  reversesId: null,
  closedAt: null,
  lastError: null,
  createdAt: now,
  sentAt: null,
  confirmedVia: null,
});
