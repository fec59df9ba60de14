import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import type { Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import type { HistoryImport } from './history-import.entity';
import type { FieldMapping } from './records';

export interface HistoryUpload {
  readonly terminalId: string;
  readonly caseId: string | null;
  /** As the sender named it. */
  readonly fileName: string;
  /** CSV, perhaps gzipped. It is read to its end or destroyed. */
  readonly content: Readable;
  /** Absent: the terminal's currency, the desk's time zone, yuan, unknown card type, the file's own column names. */
  readonly options: Partial<FieldMapping>;
}

/** Told in the transaction that finishes an import, exactly once. */
export type ImportFinished = (tx: Tx, done: HistoryImport) => Promise<void>;

@Injectable()
export class ImportsService {
  async receive(actor: Actor, upload: HistoryUpload): Promise<HistoryImport> {
    void [actor, upload];
    throw new Error('under construction');
  }

  async run(importId: string, onFinished: ImportFinished): Promise<void> {
    void [importId, onFinished];
    throw new Error('under construction');
  }

  async failed(importId: string, error: unknown): Promise<void> {
    void [importId, error];
    throw new Error('under construction');
  }

  async requeueLost(now: Date): Promise<number> {
    void now;
    throw new Error('under construction');
  }
}
