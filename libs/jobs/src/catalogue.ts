/**
 * Queues are split by weight, so that a long import never delays a reminder, and by who is waited for, so that a receiver
 * or a mail server that hangs never delays a command, and none of them, nor a terminal system that hangs, a code that
 * somebody waits for at the door; `idle` holds what nobody waits for.
 */
export const QUEUES = [
  'desk',
  'heavy',
  'outward',
  'codes',
  'webhooks',
  'dispatches',
  'files',
  'idle',
] as const;
export type QueueName = (typeof QUEUES)[number];

/** What each job carries. Ids and codes only: a payload may sit in Redis and in logs. */
export interface JobPayloads {
  /** Reads an intake file into a terminal's history. */
  'history.import': { importId: string };
  /** Folds all rules over a terminal's history and stores the findings. */
  'scan.run': { scanId: string };
  /** Runs a finished scan again and compares. */
  'scan.replay': { replayId: string };
  /** Measures how often the rules of a set fire on ordinary shops. */
  'base_rates.measure': { ruleSetId: string };
  /** Brings the standing findings of a terminal up to date with its history. */
  'standing.refresh': { terminalId: string };
  /** The findings of a terminal that is watched may be others now. */
  'standing.changed': { terminalId: string };
  /** Looks once a day at what a watched case's terminal was used for. */
  'watch.scan': { caseId: string };
  /** Folds parameter sets over the histories of a backtest for one turn; what is left becomes another. */
  'backtest.run': { backtestId: string };
  /** Sends one command to the terminal system, or asks what became of it. */
  'gateway.send': { commandId: string };
  /** Sends one event to one endpoint of a machine client. */
  'webhook.send': { deliveryId: string };
  /** Sends one message to one person by one channel. */
  'dispatch.send': { dispatchId: string };
  /** Sends a code to sign in with. */
  'sign_in_code.send': { codeId: string };
  /** Sends a mail about an account: a link to set a password, or word of what was changed. */
  'account_mail.send': { mailId: string };
  /** Has a file of a case scanned for malware. */
  'file.scan': { kind: 'evidence_file' | 'proof_file' | 'message_file' | 'note_file'; fileId: string };
  /** Every command of a restore has settled: moves the case on. */
  'restore.settled': { caseId: string };
  /** A command that is for no restore has come to its end: its case hears what that means. */
  'command.settled': { commandId: string };
  /** Who is of the desk, or in which role, is another: cases may wait for nobody now. */
  'people.changed': Record<string, never>;
  /** What the desk reckons by is another: clocks may be due at another instant. */
  'calendars.changed': Record<string, never>;
  /** Takes one action on many cases, one after the other. */
  'bulk.run': { bulkId: string };
  /** A step of a case clock has come: reminder, overdue mark or the clock's own transition. */
  'clock.fired': { caseId: string; kind: string; startedAt: string; step: string };
}

export type JobName = keyof JobPayloads;

export interface JobDefinition {
  readonly queue: QueueName;
  /** How often it is tried in all. */
  readonly attempts: number;
  /** First wait before another try; doubled each time. */
  readonly backoffMs: number;
}

export const JOBS: { readonly [name in JobName]: JobDefinition } = {
  'history.import': { queue: 'heavy', attempts: 5, backoffMs: 1_000 },
  'scan.run': { queue: 'heavy', attempts: 5, backoffMs: 1_000 },
  'scan.replay': { queue: 'heavy', attempts: 3, backoffMs: 1_000 },
  'base_rates.measure': { queue: 'idle', attempts: 3, backoffMs: 5_000 },
  'standing.refresh': { queue: 'heavy', attempts: 5, backoffMs: 1_000 },
  'standing.changed': { queue: 'desk', attempts: 10, backoffMs: 500 },
  'watch.scan': { queue: 'heavy', attempts: 5, backoffMs: 1_000 },
  'backtest.run': { queue: 'heavy', attempts: 5, backoffMs: 1_000 },
  'gateway.send': { queue: 'outward', attempts: 5, backoffMs: 500 },
  'webhook.send': { queue: 'webhooks', attempts: 3, backoffMs: 1_000 },
  'dispatch.send': { queue: 'dispatches', attempts: 3, backoffMs: 1_000 },
  'sign_in_code.send': { queue: 'codes', attempts: 4, backoffMs: 2_000 },
  'account_mail.send': { queue: 'dispatches', attempts: 6, backoffMs: 5_000 },
  'file.scan': { queue: 'files', attempts: 5, backoffMs: 2_000 },
  'restore.settled': { queue: 'desk', attempts: 10, backoffMs: 500 },
  'command.settled': { queue: 'desk', attempts: 10, backoffMs: 500 },
  'people.changed': { queue: 'desk', attempts: 10, backoffMs: 500 },
  'calendars.changed': { queue: 'idle', attempts: 10, backoffMs: 500 },
  'bulk.run': { queue: 'desk', attempts: 5, backoffMs: 1_000 },
  'clock.fired': { queue: 'desk', attempts: 10, backoffMs: 500 },
};

export const JOB_NAMES = Object.keys(JOBS) as JobName[];
