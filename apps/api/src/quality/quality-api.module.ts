import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { CaseQualityController } from './case-quality.controller';
import { QualityController } from './quality.controller';

@Module({ imports: [CasesModule], controllers: [QualityController, CaseQualityController] })
export class QualityApiModule {}
