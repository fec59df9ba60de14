import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { CardShield } from './card-shield';
import type { CardTokenizer } from './card-token';
import { openCsv, type CsvFile } from './csv-lines';
import { planColumns, type ColumnPlan, type FieldMapping } from './field-mapping';
import { encodeEnd, encodeHead, encodeLine, type IntakeSummary } from './intake-format';

/** After so much text other requests have their turn: a small zipped file may be lines for minutes. */
const TURN_CHARS = 128 * 1024;

/** An upload on its way in. */
export interface Intake {
  readonly plan: ColumnPlan;
  /**
   * The intake file (see intake-format.ts), free of card numbers: the only thing of the upload that may be kept. The
   * upload is read as fast as this is. It fails with FILE_UNREADABLE where the upload turns out damaged on the way:
   * what was kept so far is then to be thrown away.
   */
  readonly stream: Readable;
  /** @throws Error before the stream has ended. */
  summary(): IntakeSummary;
}

/**
 * Begins to take an upload in: reads its header and finds the mapped columns before anything is kept.
 * @throws DomainError FILE_UNREADABLE, MAPPING_INVALID
 */
export async function openIntake(
  upload: AsyncIterable<Uint8Array>,
  mapping: FieldMapping,
  tokenizer: CardTokenizer,
): Promise<Intake> {
  const file = await openCsv(upload);
  let plan: ColumnPlan;
  try {
    plan = planColumns(file.header, mapping);
  } catch (error) {
    await file.close();
    throw error;
  }
  let summary: IntakeSummary | null = null;
  const shield = new CardShield(plan, tokenizer);
  async function* encode(): AsyncGenerator<Buffer, void, undefined> {
    yield Buffer.from(encodeHead({ plan, keyId: tokenizer.keyId }));
    let lines = 0;
    let badLines = 0;
    for await (const batch of file.batches) {
      let text = '';
      for (const line of batch) {
        lines += 1;
        if (line.fault !== null) badLines += 1;
        text += encodeLine(shield.shield(line));
        if (text.length < TURN_CHARS) continue;
        yield Buffer.from(text);
        text = '';
        await setImmediate();
      }
      yield Buffer.from(text);
    }
    summary = { lines, badLines, ...identity(file) };
    yield Buffer.from(encodeEnd(summary));
  }
  const stream = Readable.from(encode(), { objectMode: false });
  // A stream that is thrown away before it was read has not begun to read the upload, and so would not let go of it.
  stream.once('close', () => void file.close().catch(() => undefined));
  return {
    plan,
    stream,
    summary() {
      if (summary === null) throw new Error('the upload has not been taken in to its end');
      return summary;
    },
  };
}

function identity({ upload }: CsvFile): Pick<IntakeSummary, 'rawBytes' | 'sha256'> {
  const { rawBytes, sha256 } = upload;
  if (sha256 === null) throw new Error('the upload has not been read to its end');
  return { rawBytes, sha256 };
}
