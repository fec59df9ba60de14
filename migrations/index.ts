/** Every migration in order. A landed one is never edited; a test holds this list against the folder. */
import { CreateDesk1795420800000 } from './1795420800000-create-desk';
import { EndImportsEarly1795781000000 } from './1795781000000-end-imports-early';
import { CountBytesDone1795781000001 } from './1795781000001-count-bytes-done';
import { PartitionTransactions1795782000000 } from './1795782000000-partition-transactions';
import { RecordHistoryDrops1795782500000 } from './1795782500000-record-history-drops';
import { RecordScannedHistory1795783000000 } from './1795783000000-record-scanned-history';
import { KeepStandingScans1795784000000 } from './1795784000000-keep-standing-scans';
import { AddRuleSets1795785000000 } from './1795785000000-add-rule-sets';
import { PinRuleSets1795785000001 } from './1795785000001-pin-rule-sets';
import { KeepBaseRates1795785000002 } from './1795785000002-keep-base-rates';
import { AddBacktests1795786000000 } from './1795786000000-add-backtests';
import { AddTerminalFacts1795787000000 } from './1795787000000-add-terminal-facts';
import { SignRuleSets1795790000000 } from './1795790000000-sign-rule-sets';
import { CountRefreshFailures1795791000000 } from './1795791000000-count-refresh-failures';
import { RecordTerminalChanges1795792000000 } from './1795792000000-record-terminal-changes';
import { RenewBaseRates1795792000001 } from './1795792000001-renew-base-rates';
import { OrderCommands1795796300000 } from './1795796300000-order-commands';
import { KeepMeasureHistories1795796300001 } from './1795796300001-keep-measure-histories';
import { RouteImports1795797100000 } from './1795797100000-route-imports';
import { JudgeEvidenceByItem1795797900000 } from './1795797900000-judge-evidence-by-item';
import { RecordPrevention1795798700000 } from './1795798700000-record-prevention';
import { ReclassifyAndDismiss1795799300000 } from './1795799300000-reclassify-and-dismiss';
import { ReportMajorEvents1795805000000 } from './1795805000000-report-major-events';
import { EndTerminals1795805000001 } from './1795805000001-end-terminals';
import { PlaceAuthorityHolds1795805600000 } from './1795805600000-place-authority-holds';
import { ListLetters1795805700000 } from './1795805700000-list-letters';
import { NumberScansAndProposals1795805800000 } from './1795805800000-number-scans-and-proposals';
import { AttestRemediation1795806000000 } from './1795806000000-attest-remediation';
import { ReplaceDevices1795806050000 } from './1795806050000-replace-devices';
import { WatchTerminals1795806100000 } from './1795806100000-watch-terminals';
import { LinkCases1795806100001 } from './1795806100001-link-cases';
import { AskForSlips1795806200000 } from './1795806200000-ask-for-slips';
import { AttachToMessages1795806200001 } from './1795806200001-attach-to-messages';
import { RecordDeliveries1795807200000 } from './1795807200000-record-deliveries';
import { AskAboutHeldMoney1795807200001 } from './1795807200001-ask-about-held-money';
import { FileOnBehalf1795807200002 } from './1795807200002-file-on-behalf';
import { WatchUnderAppeal1795807200003 } from './1795807200003-watch-under-appeal';
import { RaiseDutyAlarms1795807300000 } from './1795807300000-raise-duty-alarms';
import { RescanIndependently1795807300001 } from './1795807300001-rescan-independently';
import { KeepSlipsAsSaid1795807400000 } from './1795807400000-keep-slips-as-said';
import { TakeOverProofs1795807400001 } from './1795807400001-take-over-proofs';
import { LetUnsentUploadsGo1795807410000 } from './1795807410000-let-unsent-uploads-go';
import { KeepCalendars1795808000000 } from './1795808000000-keep-calendars';
import { KeepRunsOfClocks1795808000001 } from './1795808000001-keep-runs-of-clocks';
import { FollowCalendars1795808000002 } from './1795808000002-follow-calendars';
import { ObjectAfterDismissal1795808000100 } from './1795808000100-object-after-dismissal';
import { CloseEndedTerminations1795809000000 } from './1795809000000-close-ended-terminations';
import { LeaveOvertakenReplacements1795809000001 } from './1795809000001-leave-overtaken-replacements';
import { DismissByAnother1795809100000 } from './1795809100000-dismiss-by-another';
import { KnowClocksOfBefore1795810000000 } from './1795810000000-know-clocks-of-before';
import { TellInOfficeHours1795810000001 } from './1795810000001-tell-in-office-hours';
import { RaiseYearAlarms1795810000002 } from './1795810000002-raise-year-alarms';
import { SortCases1795810200000 } from './1795810200000-sort-cases';
import { SaveViews1795810200001 } from './1795810200001-save-views';
import { SearchCases1795810200002 } from './1795810200002-search-cases';
import { FindEventsByType1795810400000 } from './1795810400000-find-events-by-type';
import { ShareWork1795820100000 } from './1795820100000-share-work';
import { ActOnMany1795820100001 } from './1795820100001-act-on-many';
import { MarkNotificationsRead1795820200000 } from './1795820200000-mark-notifications-read';
import { CallWebhooks1795820200001 } from './1795820200001-call-webhooks';
import { SendMails1795820200002 } from './1795820200002-send-mails';
import { TextMerchants1795820200003 } from './1795820200003-text-merchants';
import { PostInGroups1795820200004 } from './1795820200004-post-in-groups';
import { StartTriageClocks1795820300000 } from './1795820300000-start-triage-clocks';
import { FindOpenWindows1795820300001 } from './1795820300001-find-open-windows';
import { GiveQueuesHours1795820300002 } from './1795820300002-give-queues-hours';
import { HearLive1795820410000 } from './1795820410000-hear-live';
import { WriteReplies1795820411000 } from './1795820411000-write-replies';
import { FollowUp1795820420000 } from './1795820420000-follow-up';
import { KeepMacros1795820430000 } from './1795820430000-keep-macros';
import { SampleQuality1795820440000 } from './1795820440000-sample-quality';
import { FillSearch1795820600000 } from './1795820600000-fill-search';
import { BoundSignInCodes1795820700000 } from './1795820700000-bound-sign-in-codes';
import { ShareOutWebhooks1795820800000 } from './1795820800000-share-out-webhooks';
import { JoinNewcomersOnce1795830100000 } from './1795830100000-join-newcomers-once';
import { KeepCalendarsOfQueues1795830200000 } from './1795830200000-keep-calendars-of-queues';
import { EscalateByQueue1795830200001 } from './1795830200001-escalate-by-queue';
import { RankMerchants1795830300000 } from './1795830300000-rank-merchants';
import { MissNoDraw1795830300001 } from './1795830300001-miss-no-draw';
import { PlaceCases1795830300002 } from './1795830300002-place-cases';
import { KeepWebhooksForATime1795830300003 } from './1795830300003-keep-webhooks-for-a-time';
import { KeepContactChanges1795830300004 } from './1795830300004-keep-contact-changes';
import { WalkQueues1795830400000 } from './1795830400000-walk-queues';
import { FindTextsByCase1795830400001 } from './1795830400001-find-texts-by-case';
import { SignAsOneself1795830500000 } from './1795830500000-sign-as-oneself';
import { SeeOwnRows1795830500001 } from './1795830500001-see-own-rows';
import { LetRowsStreamIn1795830500002 } from './1795830500002-let-rows-stream-in';
import { KeepPlaces1795830500003 } from './1795830500003-keep-places';
import { SeeOwnAccounts1795830500004 } from './1795830500004-see-own-accounts';
import { OrderCasesUnderPolicies1795830500005 } from './1795830500005-order-cases-under-policies';
import { CarryMeasuresOver1795830500006 } from './1795830500006-carry-measures-over';
import { KeepAudit1795830600000 } from './1795830600000-keep-audit';
import { AuditChanges1795830600001 } from './1795830600001-audit-changes';
import { ManageSessions1795830700000 } from './1795830700000-manage-sessions';
import { AuditAccounts1795830799000 } from './1795830799000-audit-accounts';
import { KeepSecondFactors1795830799001 } from './1795830799001-keep-second-factors';
import { MailAccounts1795830799002 } from './1795830799002-mail-accounts';
import { SignInBySso1795830799003 } from './1795830799003-sign-in-by-sso';
import { AuditNoAddresses1795830799900 } from './1795830799900-audit-no-addresses';
import { SealFiles1795840000000 } from './1795840000000-seal-files';
import { QuarantineFiles1795840000001 } from './1795840000001-quarantine-files';
import { EraseWhatIsOver1795960000000 } from './1795960000000-erase-what-is-over';
import { ErasePersons1795960000001 } from './1795960000001-erase-persons';
import { LetTheDeskAloneWrite1796060000000 } from './1796060000000-let-the-desk-alone-write';
import { ShareGuesses1796060100000 } from './1796060100000-share-guesses';
import { EndByProvider1796060200000 } from './1796060200000-end-by-provider';
import { KeepTasksToStaff1796060300000 } from './1796060300000-keep-tasks-to-staff';
import { SeeOwnAccountEvents1796060400000 } from './1796060400000-see-own-account-events';

export const MIGRATIONS = [
  CreateDesk1795420800000,
  EndImportsEarly1795781000000,
  CountBytesDone1795781000001,
  PartitionTransactions1795782000000,
  RecordHistoryDrops1795782500000,
  RecordScannedHistory1795783000000,
  KeepStandingScans1795784000000,
  AddRuleSets1795785000000,
  PinRuleSets1795785000001,
  KeepBaseRates1795785000002,
  AddBacktests1795786000000,
  AddTerminalFacts1795787000000,
  SignRuleSets1795790000000,
  CountRefreshFailures1795791000000,
  RecordTerminalChanges1795792000000,
  RenewBaseRates1795792000001,
  OrderCommands1795796300000,
  KeepMeasureHistories1795796300001,
  RouteImports1795797100000,
  JudgeEvidenceByItem1795797900000,
  RecordPrevention1795798700000,
  ReclassifyAndDismiss1795799300000,
  ReportMajorEvents1795805000000,
  EndTerminals1795805000001,
  PlaceAuthorityHolds1795805600000,
  ListLetters1795805700000,
  NumberScansAndProposals1795805800000,
  AttestRemediation1795806000000,
  ReplaceDevices1795806050000,
  WatchTerminals1795806100000,
  LinkCases1795806100001,
  AskForSlips1795806200000,
  AttachToMessages1795806200001,
  RecordDeliveries1795807200000,
  AskAboutHeldMoney1795807200001,
  FileOnBehalf1795807200002,
  WatchUnderAppeal1795807200003,
  RaiseDutyAlarms1795807300000,
  RescanIndependently1795807300001,
  KeepSlipsAsSaid1795807400000,
  TakeOverProofs1795807400001,
  LetUnsentUploadsGo1795807410000,
  KeepCalendars1795808000000,
  KeepRunsOfClocks1795808000001,
  FollowCalendars1795808000002,
  ObjectAfterDismissal1795808000100,
  CloseEndedTerminations1795809000000,
  LeaveOvertakenReplacements1795809000001,
  DismissByAnother1795809100000,
  KnowClocksOfBefore1795810000000,
  TellInOfficeHours1795810000001,
  RaiseYearAlarms1795810000002,
  SortCases1795810200000,
  SaveViews1795810200001,
  SearchCases1795810200002,
  FindEventsByType1795810400000,
  ShareWork1795820100000,
  ActOnMany1795820100001,
  MarkNotificationsRead1795820200000,
  CallWebhooks1795820200001,
  SendMails1795820200002,
  TextMerchants1795820200003,
  PostInGroups1795820200004,
  StartTriageClocks1795820300000,
  FindOpenWindows1795820300001,
  GiveQueuesHours1795820300002,
  HearLive1795820410000,
  WriteReplies1795820411000,
  FollowUp1795820420000,
  KeepMacros1795820430000,
  SampleQuality1795820440000,
  FillSearch1795820600000,
  BoundSignInCodes1795820700000,
  ShareOutWebhooks1795820800000,
  JoinNewcomersOnce1795830100000,
  KeepCalendarsOfQueues1795830200000,
  EscalateByQueue1795830200001,
  RankMerchants1795830300000,
  MissNoDraw1795830300001,
  PlaceCases1795830300002,
  KeepWebhooksForATime1795830300003,
  KeepContactChanges1795830300004,
  WalkQueues1795830400000,
  FindTextsByCase1795830400001,
  SignAsOneself1795830500000,
  SeeOwnRows1795830500001,
  LetRowsStreamIn1795830500002,
  KeepPlaces1795830500003,
  SeeOwnAccounts1795830500004,
  OrderCasesUnderPolicies1795830500005,
  CarryMeasuresOver1795830500006,
  KeepAudit1795830600000,
  AuditChanges1795830600001,
  ManageSessions1795830700000,
  AuditAccounts1795830799000,
  KeepSecondFactors1795830799001,
  MailAccounts1795830799002,
  SignInBySso1795830799003,
  AuditNoAddresses1795830799900,
  SealFiles1795840000000,
  QuarantineFiles1795840000001,
  EraseWhatIsOver1795960000000,
  ErasePersons1795960000001,
  LetTheDeskAloneWrite1796060000000,
  ShareGuesses1796060100000,
  EndByProvider1796060200000,
  KeepTasksToStaff1796060300000,
  SeeOwnAccountEvents1796060400000,
];
