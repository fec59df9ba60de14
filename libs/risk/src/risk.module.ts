import { Module } from '@nestjs/common';
import { RegistryModule } from '@thaw/registry';
import { TransactionsModule } from '@thaw/transactions';
import { BaseRatesService } from './base-rates/base-rates.service';
import { ChargebacksService } from './facts/chargebacks.service';
import { LocationFixesService } from './facts/location-fixes.service';
import { SharedCardsQuery } from './facts/shared-cards.query';
import { TerminalFactsQuery } from './facts/terminal-facts.query';
import { RuleSetRepository } from './rule-sets/rule-set.repository';
import { RuleSetsQuery } from './rule-sets/rule-sets.query';
import { RuleSetsService } from './rule-sets/rule-sets.service';
import { ScanReplayer } from './scan-replayer';
import { ScanReplays } from './scan-replays.service';
import { ScanRunner } from './scan-runner';
import { ScansQuery } from './scans.query';
import { ScansService } from './scans.service';
import { ShadowsQuery } from './shadows/shadows.query';

const SERVICES = [
  BaseRatesService,
  RuleSetsService,
  RuleSetsQuery,
  ScansService,
  ScansQuery,
  ScanRunner,
  ShadowsQuery,
  ScanReplays,
  LocationFixesService,
  ChargebacksService,
  TerminalFactsQuery,
];

@Module({
  imports: [RegistryModule, TransactionsModule],
  providers: [RuleSetRepository, SharedCardsQuery, ScanReplayer, ...SERVICES],
  exports: SERVICES,
})
export class RiskModule {}
