import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { ErasuresController } from './erasures.controller';
import { LegalHoldsController } from './legal-holds.controller';
import { PersonalDataController } from './personal-data.controller';

@Module({
  imports: [CasesModule],
  controllers: [ErasuresController, LegalHoldsController, PersonalDataController],
})
export class RetentionApiModule {}
