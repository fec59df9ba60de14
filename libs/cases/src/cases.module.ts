import { Module } from '@nestjs/common';
import { NotificationsModule } from '@thaw/notifications';
import { RegistryModule } from '@thaw/registry';
import { RiskModule } from '@thaw/risk';
import { SlaModule } from '@thaw/sla';
import { TransactionsModule } from '@thaw/transactions';
import { CaseClocks } from './case-clocks.service';
import { CaseHistory } from './case-history.service';
import { CaseScans } from './case-scans.service';
import { CaseTransitions } from './case-transitions.service';
import { CaseQuery } from './case.query';
import { CaseRepository } from './case.repository';
import { CaseService } from './case.service';
import { ClearedCases } from './cleared-cases.service';
import { DecisionEffects } from './effects/decision-effects';
import { EffectsService } from './effects/effects.service';
import { EvidenceEffects } from './effects/evidence-effects';
import { RestoreEffects } from './effects/restore-effects';
import { TellingEffects } from './effects/telling-effects';
import { EventLog } from './event-log';
import { EvidenceFiles } from './evidence/evidence-files.service';
import { FactsQuery } from './facts.query';
import { PastDecisions } from './past-decisions.query';
import { SubmissionsInTime } from './submissions-in-time';

@Module({
  imports: [RegistryModule, TransactionsModule, RiskModule, SlaModule, NotificationsModule],
  providers: [
    CaseClocks,
    CaseHistory,
    CaseScans,
    CaseQuery,
    CaseRepository,
    CaseService,
    CaseTransitions,
    ClearedCases,
    DecisionEffects,
    EffectsService,
    EventLog,
    EvidenceEffects,
    EvidenceFiles,
    FactsQuery,
    PastDecisions,
    RestoreEffects,
    SubmissionsInTime,
    TellingEffects,
  ],
  exports: [
    CaseClocks,
    CaseHistory,
    CaseQuery,
    CaseScans,
    CaseService,
    ClearedCases,
    EvidenceFiles,
    PastDecisions,
  ],
})
export class CasesModule {}
