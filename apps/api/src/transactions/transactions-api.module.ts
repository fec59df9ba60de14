import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { RegistryModule } from '@thaw/registry';
import { TransactionsModule } from '@thaw/transactions';
import { CaseImportsController } from './case-imports.controller';
import { ImportsController } from './imports.controller';
import { TransactionsController } from './transactions.controller';

@Module({
  imports: [CasesModule, RegistryModule, TransactionsModule],
  controllers: [ImportsController, CaseImportsController, TransactionsController],
})
export class TransactionsApiModule {}
