import { Module } from '@nestjs/common';
import { RegistryModule } from '@thaw/registry';
import { TransactionsModule } from '@thaw/transactions';
import { ScansService } from './scans.service';

@Module({ imports: [RegistryModule, TransactionsModule], providers: [ScansService], exports: [ScansService] })
export class RiskModule {}
