import { Module } from '@nestjs/common';
import { RegistryModule } from '@thaw/registry';
import { TransactionsModule } from '@thaw/transactions';
import { RuleSetRepository } from './rule-sets/rule-set.repository';
import { RuleSetsQuery } from './rule-sets/rule-sets.query';
import { RuleSetsService } from './rule-sets/rule-sets.service';
import { ScansService } from './scans.service';

@Module({
  imports: [RegistryModule, TransactionsModule],
  providers: [RuleSetRepository, RuleSetsService, RuleSetsQuery, ScansService],
  exports: [RuleSetsService, RuleSetsQuery, ScansService],
})
export class RiskModule {}
