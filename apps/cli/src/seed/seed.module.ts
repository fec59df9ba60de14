import { Module, type DynamicModule } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { IdentityModule } from '@thaw/identity';
import { PlatformModule, type Config } from '@thaw/platform';
import { RegistryModule } from '@thaw/registry';
import { RiskModule } from '@thaw/risk';
import { TransactionsModule } from '@thaw/transactions';
import { CaseSeed } from './case-seed';
import { HistorySeed } from './history-seed';
import { PeopleSeed } from './people-seed';
import { PreventionSeed } from './prevention-seed';
import { RegistrySeed } from './registry-seed';
import { RuleSetSeed } from './rule-set-seed';
import { SeedClock } from './seed-clock';
import { SeededCases } from './seeded-cases';
import { StreetSeed } from './street-seed';

/** The rooms that the seed calls, through the same services as everyone. */
@Module({})
export class SeedModule {
  static with(config: Config, clock: SeedClock): DynamicModule {
    return {
      module: SeedModule,
      imports: [
        PlatformModule.with(config, clock),
        IdentityModule.with(),
        RegistryModule,
        TransactionsModule,
        RiskModule,
        CasesModule,
      ],
      providers: [
        { provide: SeedClock, useValue: clock },
        ...[
          RegistrySeed,
          PreventionSeed,
          PeopleSeed,
          HistorySeed,
          RuleSetSeed,
          SeededCases,
          CaseSeed,
          StreetSeed,
        ],
      ],
    };
  }
}
