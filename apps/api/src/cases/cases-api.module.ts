import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { CasesController } from './cases.controller';
import { EvidenceController } from './evidence.controller';
import { ReferenceController } from './reference.controller';
import { ScansController } from './scans.controller';

@Module({
  imports: [CasesModule],
  controllers: [CasesController, EvidenceController, ScansController, ReferenceController],
})
export class CasesApiModule {}
