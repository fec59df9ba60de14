import { Module } from '@nestjs/common';
import { RegistryModule } from '@thaw/registry';
import { HistoryReader } from './history-reader';
import { ImportsService } from './imports.service';

const SERVICES = [ImportsService, HistoryReader];

/** Needs the platform's Database, configuration, clock and blob store. */
@Module({ imports: [RegistryModule], providers: SERVICES, exports: SERVICES })
export class TransactionsModule {}
