import { Module } from '@nestjs/common';
import { RiskModule } from '@thaw/risk';
import { BacktestsController } from './backtests.controller';
import { RuleSetsController } from './rule-sets.controller';

@Module({ imports: [RiskModule], controllers: [BacktestsController, RuleSetsController] })
export class RiskApiModule {}
