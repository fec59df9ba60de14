import { Module } from '@nestjs/common';
import { RiskModule } from '@thaw/risk';
import { RuleSetsController } from './rule-sets.controller';

@Module({ imports: [RiskModule], controllers: [RuleSetsController] })
export class RiskApiModule {}
