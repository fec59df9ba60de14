import { Module } from '@nestjs/common';
import { RegistryModule } from '@thaw/registry';
import { AbandonedIntakes } from './abandoned-intakes.service';
import { AheadImports } from './ahead-imports.service';
import { AppendsQuery } from './appends.query';
import { HistoryAppends } from './appends.service';
import { HistoriesQuery } from './histories.query';
import { HistoryBlocks } from './history-blocks.service';
import { HistoryKeys } from './history-keys.service';
import { HistoryReader } from './history-reader';
import { ImportReception } from './import-reception.service';
import { ImportRunner } from './import-runner';
import { ImportsQuery } from './imports.query';
import { ImportsService } from './imports.service';
import { IntakeStore } from './intake-store';
import { RouteBuilder } from './routing/route-builder';
import { RoutedImportsQuery } from './routing/routed-imports.query';
import { RoutedImportsService } from './routing/routed-imports.service';
import { RoutingStore } from './routing/routing-store';
import { TerminalLock } from './terminal-lock';
import { TransactionsQuery } from './transactions.query';

const SERVICES = [
  AbandonedIntakes,
  AppendsQuery,
  ImportsService,
  ImportsQuery,
  HistoriesQuery,
  HistoryAppends,
  HistoryBlocks,
  HistoryKeys,
  HistoryReader,
  RoutedImportsQuery,
  RoutedImportsService,
  TerminalLock,
  TransactionsQuery,
];

/** Needs the platform's Database, configuration, clock and blob store. */
@Module({
  imports: [RegistryModule],
  providers: [
    ...SERVICES,
    AheadImports,
    ImportReception,
    ImportRunner,
    IntakeStore,
    RouteBuilder,
    RoutingStore,
  ],
  exports: SERVICES,
})
export class TransactionsModule {}
