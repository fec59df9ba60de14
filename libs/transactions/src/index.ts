/** Transactions: takes histories in from files, keeps each transaction once, and reads them back as streams. */
export { CopyEncoder, uuidBytes } from './copy-encoder';
export { copyInto } from './copy-stream';
export * from './histories.query';
export * from './history-block.entity';
export * from './history-blocks.service';
export * from './history-drop.entity';
export * from './history-drop.service';
export * from './history-import.entity';
export * from './history-reader';
export * from './import-failure';
export * from './import-reject.entity';
export * from './imports.query';
export * from './imports.service';
export * from './terminal-lock';
export * from './transaction.entity';
export * from './transactions.module';
export * from './transactions.query';
