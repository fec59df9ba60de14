import { Module } from '@nestjs/common';
import { RiskModule } from '@thaw/risk';
import { ChargebacksController } from './chargebacks.controller';
import { LocationFixesController } from './location-fixes.controller';

@Module({ imports: [RiskModule], controllers: [LocationFixesController, ChargebacksController] })
export class FactsApiModule {}
