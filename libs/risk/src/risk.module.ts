import { Module } from '@nestjs/common';
import { NotificationsModule } from '@thaw/notifications';
import { RegistryModule } from '@thaw/registry';
import { TransactionsModule } from '@thaw/transactions';
import { BaseRatesService } from './base-rates/base-rates.service';
import { BacktestRunner } from './backtests/backtest-runner';
import { BacktestsQuery } from './backtests/backtests.query';
import { BacktestsService } from './backtests/backtests.service';
import { ChargebacksService } from './facts/chargebacks.service';
import { LocationFixesService } from './facts/location-fixes.service';
import { SharedCardsQuery } from './facts/shared-cards.query';
import { TerminalFactsQuery } from './facts/terminal-facts.query';
import { SlipSamples } from './retrievals/slip-samples.service';
import { SlipsQuery } from './retrievals/slips.query';
import { SlipsService } from './retrievals/slips.service';
import { RuleSetRepository } from './rule-sets/rule-set.repository';
import { RuleSetsQuery } from './rule-sets/rule-sets.query';
import { RuleSetsService } from './rule-sets/rule-sets.service';
import { SubmissionNotices } from './rule-sets/submission-notices.service';
import { ScanReplayer } from './scan-replayer.service';
import { ScanReplays } from './scan-replays.service';
import { ScanRunner } from './scan-runner.service';
import { ScansQuery } from './scans.query';
import { ScansService } from './scans.service';
import { ShadowsQuery } from './shadows/shadows.query';
import { OpenFindings } from './standing/open-findings.query';
import { SetupInForce } from './standing/setup-in-force.service';
import { StandingFindings } from './standing/standing-findings.query';
import { StandingFold } from './standing/standing-fold.service';
import { StandingHits } from './standing/standing-hits.query';
import { StandingRefresh } from './standing/standing-refresh.service';
import { StandingScans } from './standing/standing-scans.service';
import { WatchedTerminals } from './standing/watched-terminals.service';

const SERVICES = [
  BaseRatesService,
  BacktestRunner,
  BacktestsQuery,
  BacktestsService,
  RuleSetsService,
  RuleSetsQuery,
  ScansService,
  ScansQuery,
  ScanRunner,
  ShadowsQuery,
  ScanReplays,
  LocationFixesService,
  ChargebacksService,
  SlipSamples,
  SlipsQuery,
  SlipsService,
  TerminalFactsQuery,
  StandingFindings,
  StandingHits,
  StandingRefresh,
  StandingScans,
  WatchedTerminals,
];

@Module({
  imports: [NotificationsModule, RegistryModule, TransactionsModule],
  providers: [
    OpenFindings,
    RuleSetRepository,
    ScanReplayer,
    SetupInForce,
    SharedCardsQuery,
    StandingFold,
    SubmissionNotices,
    ...SERVICES,
  ],
  exports: SERVICES,
})
export class RiskModule {}
