import type { INestApplicationContext } from '@nestjs/common';
import {
  BulkRuns,
  CalendarMoves,
  FileScans,
  FiredSteps,
  SettledRestores,
  CaseHistory,
  DutyLooks,
  PastDecisions,
  SettledCommands,
  WatchScans,
} from '@thaw/cases';
import type { JobName, JobPayloads } from '@thaw/jobs';
import type { Clock } from '@thaw/kernel';
import {
  AccountMailer,
  CodeTexts,
  DispatchSender,
  NotificationsService,
  WebhookSender,
} from '@thaw/notifications';
import { CLOCK, CONFIG, Database, type Config, type JobFailed, type JobHandlers } from '@thaw/platform';
import { GatewayCommandsService } from '@thaw/registry';
import {
  BacktestRunner,
  BacktestsService,
  BaseRatesService,
  ScanReplays,
  ScansService,
  StandingRefresh,
  StandingScans,
} from '@thaw/risk';
import { ImportsService } from '@thaw/transactions';
import { PEOPLE } from './people';
import { sendAccountMail } from './send-account-mail';
import { sendCode } from './send-code';
import { tellDisabledWebhook } from './tell-disabled-webhook';

/** One row per job, each calling one service. The compiler asks for a row when the catalogue gains a job. */
export function handlers(app: INestApplicationContext): JobHandlers {
  const bulk = app.get(BulkRuns);
  const history = app.get(CaseHistory);
  const steps = app.get(FiredSteps);
  const fileScans = app.get(FileScans);
  const restores = app.get(SettledRestores);
  const settled = app.get(SettledCommands);
  const watches = app.get(WatchScans);
  const duties = app.get(DutyLooks);
  const replays = app.get(ScanReplays, { strict: false });
  const gateway = app.get(GatewayCommandsService, { strict: false });
  const webhooks = app.get(WebhookSender, { strict: false });
  const dispatches = app.get(DispatchSender, { strict: false });
  const code = sendCode(
    app.get(Database, { strict: false }),
    app.get<Config>(CONFIG, { strict: false }),
    app.get(CodeTexts, { strict: false }),
  );
  const accountMail = sendAccountMail(
    app.get(Database, { strict: false }),
    app.get<Config>(CONFIG, { strict: false }),
    app.get(AccountMailer, { strict: false }),
    app.get(NotificationsService, { strict: false }),
    app.get<Clock>(CLOCK, { strict: false }),
  );
  const tellDisabled = tellDisabledWebhook(app.get(NotificationsService, { strict: false }));
  const baseRates = app.get(BaseRatesService, { strict: false });
  const standing = app.get(StandingRefresh, { strict: false });
  const backtests = app.get(BacktestRunner, { strict: false });
  const decisions = app.get(PastDecisions, { strict: false });
  const moves = app.get(CalendarMoves, { strict: false });
  return {
    'history.import': ({ importId }) => history.runImport(importId),
    'scan.run': ({ scanId }) => history.runScan(scanId),
    'scan.replay': ({ replayId }) => replays.run(replayId),
    'base_rates.measure': ({ ruleSetId }) => baseRates.measure(ruleSetId),
    'standing.refresh': ({ terminalId }) => standing.refresh(terminalId),
    'standing.changed': ({ terminalId }) => watches.changed(terminalId),
    'watch.scan': ({ caseId }) => watches.scan(caseId),
    'backtest.run': ({ backtestId }) =>
      backtests.run(backtestId, (tx, terminalIds) => decisions.of(tx, terminalIds)),
    'gateway.send': ({ commandId }) => gateway.send(commandId),
    'dispatch.send': ({ dispatchId }) => dispatches.send(dispatchId, PEOPLE),
    'sign_in_code.send': ({ codeId }) => code(codeId),
    'account_mail.send': ({ mailId }) => accountMail(mailId),
    'restore.settled': ({ caseId }) => restores.restoreSettled(caseId),
    'webhook.send': ({ deliveryId }) => webhooks.send(deliveryId, tellDisabled),
    'file.scan': ({ kind, fileId }) => fileScans.scan(kind, fileId),
    'command.settled': ({ commandId }) => settled.settled(commandId),
    'people.changed': async () => {
      await duties.lookAtAll();
    },
    'calendars.changed': async () => {
      await moves.followAll();
    },
    'bulk.run': ({ bulkId }) => bulk.run(bulkId),
    'clock.fired': (payload) => steps.fired(payload),
  };
}

/**
 * What a job stood for must not look "under way" for ever once its attempts are used up. A job that is not named here
 * stands for something that a sweep finds again.
 */
export function onFinalFailure(app: INestApplicationContext): JobFailed {
  const imports = app.get(ImportsService, { strict: false });
  const bulk = app.get(BulkRuns, { strict: false });
  const scans = app.get(ScansService, { strict: false });
  const replays = app.get(ScanReplays, { strict: false });
  const backtests = app.get(BacktestsService, { strict: false });
  const standing = app.get(StandingScans, { strict: false });
  return async (job, payload, error) => {
    if (isOf('history.import', job, payload)) await imports.failed(payload.importId, error);
    if (isOf('bulk.run', job, payload)) await bulk.failed(payload.bulkId);
    if (isOf('scan.run', job, payload)) await scans.failed(payload.scanId, error);
    if (isOf('scan.replay', job, payload)) await replays.failed(payload.replayId, error);
    if (isOf('standing.refresh', job, payload)) await standing.failed(payload.terminalId, error);
    if (isOf('backtest.run', job, payload)) await backtests.failed(payload.backtestId, error);
  };
}

const isOf = <N extends JobName>(
  name: N,
  job: JobName,
  _payload: JobPayloads[JobName],
): _payload is JobPayloads[N] => job === name;
