import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { IdentityModule } from '@thaw/identity';
import type { Clock } from '@thaw/kernel';
import { PlatformModule, type Config } from '@thaw/platform';
import { AccessGuard } from './access/access.guard';
import { AccessModule } from './access/access.module';
import { AuditApiModule } from './audit/audit-api.module';
import { Refusals } from './audit/refusals';
import { CasesApiModule } from './cases/cases-api.module';
import { DeskApiModule } from './desk/desk-api.module';
import { FactsApiModule } from './facts/facts-api.module';
import { HealthModule } from './health/health.module';
import { IdentityApiModule } from './identity/identity-api.module';
import { LiveApiModule } from './live/live-api.module';
import { NotificationsApiModule } from './notifications/notifications-api.module';
import { OpenApiModule } from './openapi/open-api.module';
import { PreventionApiModule } from './prevention/prevention-api.module';
import { ProblemFilter } from './problems/problem.filter';
import { QualityApiModule } from './quality/quality-api.module';
import { RetentionApiModule } from './retention/retention-api.module';
import { RepliesApiModule } from './replies/replies-api.module';
import { RegistryApiModule } from './registry/registry-api.module';
import { RiskApiModule } from './risk/risk-api.module';
import { SandboxApiModule } from './sandbox/sandbox-api.module';
import { SlaApiModule } from './sla/sla-api.module';
import { TransactionsApiModule } from './transactions/transactions-api.module';
import type { RequestTimeouts } from './requests/request-timeouts';
import { RouteTable } from './requests/route-table';
import { requestValidation } from './validation/request-validation';

/** The doors of this API, one module per feature folder. */
const FEATURES: readonly Type[] = [
  HealthModule,
  AuditApiModule,
  OpenApiModule,
  IdentityApiModule,
  RegistryApiModule,
  PreventionApiModule,
  FactsApiModule,
  CasesApiModule,
  DeskApiModule,
  RepliesApiModule,
  QualityApiModule,
  RetentionApiModule,
  NotificationsApiModule,
  LiveApiModule,
  RiskApiModule,
  SandboxApiModule,
  SlaApiModule,
  TransactionsApiModule,
];

/** Given by tests only. */
export interface ApiOptions {
  /** The desk's time. */
  readonly clock?: Clock;
  /** The time of sessions and API keys. */
  readonly signInClock?: Clock;
  /** Shorter than a test has patience. */
  readonly timeouts?: Partial<RequestTimeouts>;
  /** The folder of the browser's pages, instead of what was built. */
  readonly pages?: string;
  /** Doors beyond the API's own. */
  readonly features?: readonly Type[];
}

@Module({})
export class ApiModule {
  static with(config: Config, options: ApiOptions = {}): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        PlatformModule.with(config, options.clock),
        IdentityModule.with(options.signInClock),
        AccessModule,
        ...FEATURES,
        ...(options.features ?? []),
      ],
      providers: [
        RouteTable,
        Refusals,
        ProblemFilter,
        { provide: APP_FILTER, useExisting: ProblemFilter },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_PIPE, useFactory: requestValidation },
      ],
    };
  }
}
