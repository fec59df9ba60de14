/** Transactions as files tell them: from the bytes of an upload to records, keys and rejections, without card numbers. */
export type { LineVisitor } from './byte-lines';
export { CardShield } from './card-shield';
export { CardTokenizer, type CardReading, type TokenKey } from './card-token';
export { hasLostDigits, isShownNumber } from './lost-digits';
export { CellMemo } from './cell-memo';
export { openCsv } from './csv-lines';
export type { CsvLine } from './csv-scanner';
export { DedupeKeys } from './dedupe-key';
export {
  AMOUNT_UNITS,
  FIELDS,
  completeMapping,
  isField,
  parseColumnPairs,
  planColumns,
  type AmountUnit,
  type ColumnPlan,
  type Field,
  type FieldMapping,
} from './field-mapping';
export { GIVEN_FIELDS, lineOfGiven, planOfGiven, type GivenField, type GivenRecord } from './given-record';
export {
  BLOCK_FORMAT,
  BLOCK_ROWS,
  BlockBuilder,
  BlockMemory,
  BlockRows,
  ROW_BYTES,
  cardTypeOf,
  columnsIn,
  decodeBlock,
  decodeNames,
  digestOf,
  encodeBlock,
  kindOf,
  statusOf,
  typeOf,
  writeColumns,
  type BlockColumns,
  type HistoryBlock,
  type HistoryCard,
  type HistoryRow,
  type StoredBlock,
} from './history-block';
export { keptCells } from './kept-cells';
export { KeySet } from './key-set';
export { readTime } from './occurred-at';
export { readPlainAmount } from './plain-amount';
export { isKeptAsIs } from './plain-text';
export { PlainTimes } from './plain-time';
export { parseMappingFile } from './mapping-file';
export type { Rejection, RejectionReason } from './rejection';
export { openTable, type LineSource, type Table } from './table';
export { safeFileName } from './safe-file-name';
export { RecordReader, isRejection, type TransactionRecord } from './transaction-record';
export { isBomb } from './unpacking';
export {
  CARD_TYPES,
  TRANSACTION_STATUSES,
  TRANSACTION_TYPES,
  readCardType,
  readCurrency,
  readStatus,
  readType,
  type CardType,
  type TransactionStatus,
  type TransactionType,
} from './value-words';
export { SealedSpool } from './xlsx/sealed-spool';
