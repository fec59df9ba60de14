import { Module, type DynamicModule } from '@nestjs/common';
import { AuditModule } from '@thaw/audit';
import type { Clock } from '@thaw/kernel';
import { CasesModule } from '@thaw/cases';
import { PlatformModule, type Config } from '@thaw/platform';
import { RegistryModule } from '@thaw/registry';
import { RiskModule } from '@thaw/risk';
import { SlaModule } from '@thaw/sla';
import { TransactionsModule } from '@thaw/transactions';

/** The rooms whose services the jobs and sweeps call. */
@Module({})
export class WorkerModule {
  /** `clock` is given by tests only. */
  static with(config: Config, clock?: Clock): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        PlatformModule.with(config, clock),
        AuditModule,
        CasesModule,
        RegistryModule,
        RiskModule,
        SlaModule,
        TransactionsModule,
      ],
    };
  }
}
