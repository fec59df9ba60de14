import { Module } from '@nestjs/common';
import { AuditModule } from '@thaw/audit';
import { DeskModule } from '@thaw/desk';
import { NotificationsModule } from '@thaw/notifications';
import { RegistryModule } from '@thaw/registry';
import { RiskModule } from '@thaw/risk';
import { SlaModule } from '@thaw/sla';
import { TransactionsModule } from '@thaw/transactions';
import { CalendarMoves } from './calendar-moves.service';
import { SettledRestores } from './settled-restores.service';
import { CaseAudits } from './case-audits.query';
import { CaseHistory } from './case-history.service';
import { CaseScans } from './case-scans.service';
import { CaseTransitions } from './case-transitions.service';
import { BulkActions, BulkActionsQuery, BulkPreviews, BulkRuns, Foresight } from './bulk';
import { CaseFindings } from './case-findings.query';
import { CaseQuery } from './case.query';
import { CaseRepository } from './case.repository';
import { CaseService } from './case.service';
import { ClearedCases } from './cleared-cases.service';
import { FollowUps } from './follow-ups/follow-ups.service';
import { Escalations } from './clocks/escalations.service';
import { FiredSteps } from './clocks/fired-steps.service';
import { ReckonedClocks } from './clocks/reckoned-clocks.service';
import { SettledCommands } from './commands/settled-commands.service';
import { Correspondence } from './correspondence/correspondence.service';
import { DutyAlarms } from './duties/duty-alarms.service';
import { DutyLooks } from './duties/duty-looks.service';
import { YearAlarms } from './duties/year-alarms.service';
import { SentFiles } from './correspondence/sent-files.service';
import { Deliveries } from './deliveries.service';
import { EFFECT_HANDLERS, EffectsService } from './effects/effects.service';
import { EventLog } from './event-log';
import { EvidenceFiles } from './evidence/evidence-files.service';
import { FACTS_READERS, FactsQuery } from './facts/facts.query';
import { ScanInView } from './facts/scan-in-view.query';
import { AuthorityDocuments } from './holds/authority-documents.service';
import { EndingMeasures } from './measures/ending-measures.service';
import { HeldMoney } from './measures/held-money.service';
import { MeasureReadings } from './measures/measure-readings.query';
import { LiveFeed } from './live/live-feed.service';
import { LapsedWindows } from './lapsed-windows.service';
import { MovedWindows } from './moved-windows.service';
import { CaseLetters } from './letters.query';
import { DeskFigures } from './figures/desk-figures.query';
import { LinkedCases } from './linked/linked-cases.query';
import { PastDecisions } from './past-decisions.query';
import { ProofFiles } from './remedy/proof-files.service';
import { ReplacementSaga } from './remedy/replacement-saga.service';
import { CasePages } from './listing/case-pages.query';
import { SavedViewsQuery } from './saved-views/saved-views.query';
import { SavedViews } from './saved-views/saved-views.service';
import { CaseSearch } from './search/case-search.service';
import { SearchFilling } from './search/search-filling.service';
import { SearchCases } from './search/search.query';
import { NextCase } from './sharing/next-case.service';
import { QueueLoadQuery } from './sharing/queue-load.query';
import { PresentRoom } from './sharing/queue-room';
import { Receivers } from './sharing/receivers';
import { WhoMayWork } from './sharing/who-may-work';
import { WorkSharing } from './sharing/work-sharing';
import { CaseSlipSamples } from './slips/case-slips.query';
import { SlipPicks } from './slips/slip-picks.service';
import { SubmissionsInTime } from './submissions-in-time';
import { MerchantTexts } from './merchant-texts';
import { PayloadLookUps } from './payload-look-ups';
import { MacroPlays } from './macros/macro-plays.service';
import { MacrosQuery } from './macros/macros.query';
import { Macros } from './macros/macros.service';
import { QualityDraws } from './quality/quality-draws.service';
import { QualityReviews } from './quality/quality-reviews.service';
import { LegalHolds, PersonErasures, PersonalDataQuery, Retention, RetentionQuery } from './retention';
import { SatisfactionAnswers } from './satisfaction/satisfaction.service';
import { ReplyTemplatesQuery } from './replies/reply-templates.query';
import { ReplyTemplates } from './replies/reply-templates.service';
import { ReplyTexts } from './replies/reply-texts.query';
import { FileInspection } from './uploads/file-inspection.service';
import { FileQuota } from './uploads/file-quota.query';
import { FileScans } from './uploads/file-scans.service';
import { RefusedFiles } from './uploads/refused-files.service';
import { ReceivedFiles } from './uploads/received-files.service';
import { SealedFiles } from './uploads/sealed-files.service';
import { UnsentUploads } from './uploads/unsent-uploads.service';
import { WordsOfTerminals } from './measures/words-of-terminals.service';
import { WatchLooks } from './watch/watch-looks.service';
import { WatchReadings } from './watch/watch-readings.query';
import { WatchScans } from './watch/watch-scans.service';

@Module({
  imports: [
    AuditModule,
    RegistryModule,
    TransactionsModule,
    RiskModule,
    SlaModule,
    NotificationsModule,
    DeskModule,
  ],
  providers: [
    BulkActions,
    BulkActionsQuery,
    BulkPreviews,
    BulkRuns,
    Foresight,
    AuthorityDocuments,
    SettledRestores,
    CaseHistory,
    CaseScans,
    CaseLetters,
    CasePages,
    CaseSearch,
    SearchFilling,
    SearchCases,
    SavedViews,
    SavedViewsQuery,
    CaseAudits,
    CaseFindings,
    CaseQuery,
    CaseSlipSamples,
    SlipPicks,
    CaseRepository,
    CaseService,
    CaseTransitions,
    CalendarMoves,
    ReckonedClocks,
    Escalations,
    ClearedCases,
    Correspondence,
    SentFiles,
    Deliveries,
    DeskFigures,
    DutyAlarms,
    DutyLooks,
    EffectsService,
    EndingMeasures,
    ...EFFECT_HANDLERS,
    EventLog,
    EvidenceFiles,
    FactsQuery,
    FiredSteps,
    FollowUps,
    ...FACTS_READERS,
    HeldMoney,
    LapsedWindows,
    MovedWindows,
    LinkedCases,
    LiveFeed,
    MacroPlays,
    Macros,
    MacrosQuery,
    MeasureReadings,
    PastDecisions,
    MerchantTexts,
    PayloadLookUps,
    QualityDraws,
    QualityReviews,
    SatisfactionAnswers,
    LegalHolds,
    PersonErasures,
    PersonalDataQuery,
    Retention,
    RetentionQuery,
    ProofFiles,
    ReplyTemplates,
    ReplyTemplatesQuery,
    ReplyTexts,
    FileInspection,
    FileQuota,
    FileScans,
    RefusedFiles,
    ReceivedFiles,
    ReplacementSaga,
    ScanInView,
    NextCase,
    SettledCommands,
    SubmissionsInTime,
    SealedFiles,
    UnsentUploads,
    WatchLooks,
    WatchReadings,
    WatchScans,
    WordsOfTerminals,
    YearAlarms,
    PresentRoom,
    QueueLoadQuery,
    Receivers,
    WhoMayWork,
    WorkSharing,
  ],
  exports: [
    BulkActions,
    BulkActionsQuery,
    BulkPreviews,
    BulkRuns,
    CalendarMoves,
    DutyLooks,
    AuthorityDocuments,
    SettledRestores,
    CaseHistory,
    CaseLetters,
    CaseAudits,
    CaseFindings,
    CaseQuery,
    CaseSearch,
    SearchFilling,
    SearchCases,
    SavedViews,
    SavedViewsQuery,
    CaseScans,
    CaseService,
    CaseSlipSamples,
    Correspondence,
    SentFiles,
    ClearedCases,
    Deliveries,
    DeskFigures,
    EndingMeasures,
    EvidenceFiles,
    FiredSteps,
    FollowUps,
    HeldMoney,
    LapsedWindows,
    LinkedCases,
    LiveFeed,
    MacroPlays,
    Macros,
    MacrosQuery,
    NextCase,
    QueueLoadQuery,
    PastDecisions,
    QualityDraws,
    QualityReviews,
    SatisfactionAnswers,
    LegalHolds,
    PersonErasures,
    PersonalDataQuery,
    Retention,
    RetentionQuery,
    ProofFiles,
    ReplyTemplates,
    ReplyTemplatesQuery,
    ReplyTexts,
    SettledCommands,
    FileScans,
    SealedFiles,
    UnsentUploads,
    WatchScans,
    YearAlarms,
  ],
})
export class CasesModule {}
