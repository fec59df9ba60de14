/** Cases: the conductor. The life of a freeze case, its evidence, decisions, appeals and restores. */
export * from './calendar-moves.service';
export * from './settled-restores.service';
export * from './case-history.service';
export * from './case-scans.service';
export * from './case.query';
export * from './case.service';
export * from './cases.module';
export * from './cleared-cases.service';
export { ClockAudit, type DifferingCase } from './clocks/clock-audit.service';
export { FiredSteps } from './clocks/fired-steps.service';
export type { ClockDifference } from './clocks/clock-differences';
export { ClockHistories } from './clocks/clock-histories.query';
export * from './commands/settled-commands.service';
export * from './correspondence/correspondence.service';
export * from './deliveries.service';
export * from './correspondence/sent-files.service';
export * from './duties/duty-looks.service';
export * from './duties/year-alarms.service';
export * from './entities';
export { DeskFigures, type DeskFiguresView } from './figures/desk-figures.query';
export { GROUPINGS, type Grouping } from './figures/figures';
export * from './follow-ups/follow-ups.service';
export * from './lapsed-windows.service';
export * from './holds/authority-documents.service';
export * from './measures/ending-measures.service';
export * from './measures/held-money.service';
export * from './letters.query';
export * from './linked/linked-cases.query';
export * from './live/live-feed.service';
export * from './live/live-place';
export * from './macros/macros.query';
export * from './macros/macros.service';
export * from './macros/macro-plays.service';
export { MACRO_ACTIONS, STEPS_MOST } from './macros/macro-steps';
export * from './open-cases.query';
export * from './evidence/evidence-files.service';
export * from './past-decisions.query';
export * from './replies/reply-templates.query';
export * from './replies/reply-templates.service';
export { ReplyTexts, type TemplatePreview } from './replies/reply-texts.query';
export * from './replies/text-languages';
export { TEMPLATE_VARIABLES } from './replies/template-variables';
export * from './remedy/proof-files.service';
export type { FileToRead } from './uploads/received-files.service';
export * from './uploads/unsent-uploads.service';
export { VIEW_COLUMNS } from './saved-views/default-views';
export * from './search/case-search.service';
export * from './search/search.query';
export { SearchFilling } from './search/search-filling.service';
export * from './saved-views/saved-views.query';
export * from './saved-views/saved-views.service';
export { CASE_FIELDS } from './listing/case-fields';
export { SORTS } from './listing/case-listing';
export * from './sharing/next-case.service';
export * from './watch/watch-scans.service';
export { CaseSlipSamples, type SlipSampleView } from './slips/case-slips.query';
export type { MessageView, NoteView } from './views/correspondence.view';
export { titleOf } from './staff-words';
export { referenceFor } from './views/reference.view';
export {
  storedFile,
  uploadedFile,
  type StoredFileView,
  type UploadedFileView,
} from './views/stored-file.view';
