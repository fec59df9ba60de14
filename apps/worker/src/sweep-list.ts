import type { INestApplicationContext } from '@nestjs/common';
import { AuditCheckpoints, AuditNumbering } from '@thaw/audit';
import {
  BulkRuns,
  CalendarMoves,
  SettledRestores,
  ClearedCases,
  Deliveries,
  DutyLooks,
  EndingMeasures,
  FollowUps,
  HeldMoney,
  LapsedWindows,
  SearchFilling,
  LiveFeed,
  QualityDraws,
  SatisfactionAnswers,
  FileScans,
  SealedFiles,
  SettledCommands,
  PersonErasures,
  Retention,
  UnsentUploads,
  YearAlarms,
  WatchScans,
} from '@thaw/cases';
import { SystemClock, type Clock } from '@thaw/kernel';
import {
  DispatchRouter,
  DispatchSender,
  NotificationsService,
  WebhookRetention,
  WebhookSender,
} from '@thaw/notifications';
import { CLOCK, CONFIG, Database, DiskBlobStore, type Config } from '@thaw/platform';
import { GatewayCommandsService, PreventionReminders } from '@thaw/registry';
import { BacktestsService, BaseRatesService, ScanReplays, ScansService, StandingScans } from '@thaw/risk';
import { CalendarsService, ClockReminders } from '@thaw/sla';
import { AbandonedIntakes, ImportsService } from '@thaw/transactions';
import { PEOPLE } from './people';
import { remindMerchant } from './remind-merchant';
import type { Sweep } from './sweeps';
import { tellingAdmins } from './tell-audit-trouble';
import { tellTriedOwners } from './tell-tried-owners';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Every sweep of the desk; to add one, add a line. */
export function sweeps(app: INestApplicationContext): readonly Sweep[] {
  const clock = app.get<Clock>(CLOCK, { strict: false });
  const blobs = app.get(DiskBlobStore, { strict: false });
  const uploads = app.get(UnsentUploads, { strict: false });
  const fileScans = app.get(FileScans, { strict: false });
  const kept = app.get(Retention, { strict: false });
  const erasures = app.get(PersonErasures, { strict: false });
  const sealed = app.get(SealedFiles, { strict: false });
  const intakes = app.get(AbandonedIntakes, { strict: false });
  const restores = app.get(SettledRestores, { strict: false });
  const ends = app.get(SettledCommands, { strict: false });
  const bulk = app.get(BulkRuns, { strict: false });
  const windows = app.get(LapsedWindows, { strict: false });
  const live = app.get(LiveFeed, { strict: false });
  const deliveries = app.get(Deliveries, { strict: false });
  const watches = app.get(WatchScans, { strict: false });
  const measures = app.get(EndingMeasures, { strict: false });
  const followUps = app.get(FollowUps, { strict: false });
  const quality = app.get(QualityDraws, { strict: false });
  const satisfaction = app.get(SatisfactionAnswers, { strict: false });
  const heldMoney = app.get(HeldMoney, { strict: false });
  const duties = app.get(DutyLooks, { strict: false });
  const clocks = app.get(ClockReminders, { strict: false });
  const years = app.get(YearAlarms, { strict: false });
  const gateway = app.get(GatewayCommandsService, { strict: false });
  const webhooks = app.get(WebhookSender, { strict: false });
  const retention = app.get(WebhookRetention, { strict: false });
  const router = app.get(DispatchRouter, { strict: false });
  const dispatches = app.get(DispatchSender, { strict: false });
  const imports = app.get(ImportsService, { strict: false });
  const baseRates = app.get(BaseRatesService, { strict: false });
  const cleared = app.get(ClearedCases, { strict: false });
  const scans = app.get(ScansService, { strict: false });
  const replays = app.get(ScanReplays, { strict: false });
  const standing = app.get(StandingScans, { strict: false });
  const backtests = app.get(BacktestsService, { strict: false });
  const prevention = app.get(PreventionReminders, { strict: false });
  const filling = app.get(SearchFilling, { strict: false });
  const calendars = app.get(CalendarsService, { strict: false });
  const moves = app.get(CalendarMoves, { strict: false });
  const notifications = app.get(NotificationsService, { strict: false });
  const database = app.get(Database, { strict: false });
  const numbering = app.get(AuditNumbering, { strict: false });
  const checkpoints = app.get(AuditCheckpoints, { strict: false });
  const ofAudit = (run: (now: Date) => Promise<number>) => {
    const told = tellingAdmins(run, database, notifications);
    // By real time, as the records: their times are the database's.
    return () => told(new SystemClock().now());
  };
  const tellMerchant = remindMerchant(notifications);
  const tellOwners = tellTriedOwners(
    app.get(Database, { strict: false }),
    app.get<Config>(CONFIG, { strict: false }),
    notifications,
  );
  return [
    {
      name: 'clocks',
      everyMs: 250,
      run: () => clocks.fireAllDue(() => clock.now()),
      dueIn: async () => {
        const next = await clocks.nextFire();
        return next && next.getTime() - clock.now().getTime();
      },
    },
    { name: 'numbers of the audit', everyMs: 1_000, run: ofAudit(() => numbering.numberCommitted()) },
    { name: 'checkpoints of the audit', everyMs: 60_000, run: ofAudit((now) => checkpoints.keep(now)) },
    { name: 'gateway', everyMs: 500, run: () => gateway.sendDue(clock.now()) },
    { name: 'webhooks', everyMs: 1_000, run: () => webhooks.sendDue(clock.now()) },
    { name: 'failed codes', everyMs: 2_000, run: () => tellOwners(clock.now()) },
    { name: 'telling', everyMs: 1_000, run: () => router.routeDue(clock.now(), PEOPLE) },
    { name: 'dispatches', everyMs: 1_000, run: () => dispatches.sendDue(clock.now()) },
    { name: 'ending measures', everyMs: 1_000, run: () => measures.endDue(clock.now()) },
    { name: 'waiting reminders', everyMs: 10_000, run: () => clocks.openWaiting(clock.now()) },
    { name: 'lost reminders', everyMs: 30_000, run: () => clocks.requeueLost(clock.now()) },
    { name: 'lost restores', everyMs: 30_000, run: () => restores.settleLost(clock.now()) },
    { name: 'lapsed windows', everyMs: 5_000, run: () => windows.lapseDue(clock.now()) },
    { name: 'held money', everyMs: 10_000, run: () => heldMoney.tellDue(clock.now()) },
    { name: 'follow-ups', everyMs: 10_000, run: () => followUps.remindDue(clock.now()) },
    { name: 'quality draws', everyMs: HOUR_MS, run: () => quality.drawEndedMonths(clock.now()) },
    { name: 'satisfaction', everyMs: 60_000, run: () => satisfaction.askDue(clock.now()) },
    { name: 'awaited letters', everyMs: 10_000, run: () => deliveries.askDue(clock.now()) },
    { name: 'daily watch scans', everyMs: 10_000, run: () => watches.askDue(clock.now()) },
    { name: 'lost watch scans', everyMs: 60_000, run: () => watches.requeueLost(clock.now()) },
    { name: 'watches that are over', everyMs: 5_000, run: () => watches.endDue(clock.now()) },
    { name: 'lost command ends', everyMs: 30_000, run: () => ends.settleLost(clock.now()) },
    { name: 'duties of nobody', everyMs: HOUR_MS, run: () => duties.lookAtAll() },
    { name: 'lost actions on many cases', everyMs: 30_000, run: () => bulk.requeueLost(clock.now()) },
    { name: 'lost imports', everyMs: 30_000, run: () => imports.requeueLost(clock.now()) },
    { name: 'lost scans', everyMs: 30_000, run: () => scans.requeueLost(clock.now()) },
    { name: 'lost replays', everyMs: 30_000, run: () => replays.requeueLost(clock.now()) },
    { name: 'base rates', everyMs: 60_000, run: () => baseRates.askForMissing(clock.now()) },
    { name: 'cleared cases', everyMs: 6 * HOUR_MS, run: () => cleared.measureRules() },
    { name: 'lost refreshes', everyMs: 30_000, run: () => standing.requeueLost(clock.now()) },
    { name: 'lost backtests', everyMs: 30_000, run: () => backtests.requeueLost(clock.now()) },
    { name: 'missed refreshes', everyMs: 600_000, run: () => standing.askForMissed(clock.now()) },
    {
      name: 'prevention reminders',
      everyMs: 600_000,
      run: () => prevention.remindDue(clock.now(), tellMerchant),
    },
    { name: 'clocks of older calendars', everyMs: 600_000, run: () => moves.followAll() },
    { name: 'years not loaded', everyMs: 60_000, run: () => years.look(clock.now()) },
    { name: 'search of what was written before', everyMs: 600_000, run: () => filling.fill() },
    { name: 'places of live events', everyMs: 60_000, run: () => live.settle() },
    { name: 'old live events', everyMs: HOUR_MS, run: () => live.removeOld(clock.now()) },
    { name: 'announced holidays', everyMs: HOUR_MS, run: () => calendars.adoptAnnounced() },
    { name: 'old webhooks', everyMs: HOUR_MS, run: () => retention.removeOld(clock.now()) },
    { name: 'files in quarantine', everyMs: 60_000, run: () => fileScans.requeueWaiting(clock.now()) },
    { name: 'files to scan again', everyMs: 600_000, run: () => fileScans.askAgain() },
    { name: 'files under other keys', everyMs: HOUR_MS, run: () => sealed.followKey() },
    { name: 'what is kept no longer', everyMs: 24 * HOUR_MS, run: () => kept.run(new Date()) },
    { name: 'names of erased persons', everyMs: 24 * HOUR_MS, run: () => erasures.eraseNames() },
    { name: 'unsent uploads', everyMs: HOUR_MS, run: () => uploads.remove(clock.now()), removes: true },
    // By real time, as the disk tells it: a demo whose clock is moved on would lose uploads under way.
    {
      name: 'abandoned uploads',
      everyMs: HOUR_MS,
      run: () => blobs.removeAbandoned(aDayAgo()),
      removes: true,
    },
    { name: 'abandoned intakes', everyMs: HOUR_MS, run: () => intakes.remove(aDayAgo()), removes: true },
    {
      name: 'abandoned evidence',
      everyMs: DAY_MS,
      run: () => uploads.removeAbandoned(aDayAgo()),
      removes: true,
    },
  ];
}

const aDayAgo = (): Date => new Date(new SystemClock().now().getTime() - DAY_MS);
