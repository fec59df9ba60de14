import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { RegistryModule } from '@thaw/registry';
import { RiskModule } from '@thaw/risk';
import { TransactionsModule } from '@thaw/transactions';
import { AppendsController } from './appends.controller';
import { CaseImportsController } from './case-imports.controller';
import { ImportsController } from './imports.controller';
import { RoutedImportsController } from './routed-imports.controller';
import { TerminalFindingsController } from './terminal-findings.controller';
import { TransactionsController } from './transactions.controller';

@Module({
  imports: [CasesModule, RegistryModule, RiskModule, TransactionsModule],
  controllers: [
    AppendsController,
    ImportsController,
    CaseImportsController,
    RoutedImportsController,
    TerminalFindingsController,
    TransactionsController,
  ],
})
export class TransactionsApiModule {}
