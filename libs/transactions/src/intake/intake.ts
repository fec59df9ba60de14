import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { Zone } from '@thaw/kernel';
import { uuidBytes } from '../copy-encoder';
import {
  CardShield,
  DedupeKeys,
  RecordReader,
  openTable,
  type CardTokenizer,
  type ColumnPlan,
  type FieldMapping,
  type LineSource,
  type LineVisitor,
} from '../records';
import { ChunkBuilder } from './chunk-builder';
import { INTAKE_FORMAT, encodeFrame, type IntakeSummary } from './intake-frames';
import { PlainLine } from './plain-line';
import { TupleWriter } from './transaction-tuple';

/** Bytes of text after which others get their turn. */
const TURN_BYTES = 64 * 1024;

/** An upload on its way in. */
export interface Intake {
  readonly plan: ColumnPlan;
  /**
   * The intake file (see intake-frames.ts), free of card numbers: the only thing of the upload that may be kept. The
   * upload is read as fast as this is. It fails with FILE_UNREADABLE where the upload turns out damaged on the way:
   * what was kept so far is then to be thrown away.
   */
  readonly stream: Readable;
  /** @throws Error before the stream has ended. */
  summary(): IntakeSummary;
  /** May be told of pieces that nobody looks at any more: their memory then serves again. */
  giveBack?(piece: Uint8Array): void;
}

/** Whose upload it is. Plain data, as it goes to a thread too. */
export interface IntakeOf {
  readonly terminalId: string;
  readonly terminalNo: string;
  readonly importId: string;
  readonly receivedAt: Date;
  /** Where a workbook may lie, sealed, while it is read. */
  readonly spoolFolder: string;
}

/** And by what its lines are read. */
export interface IntakeContext extends IntakeOf {
  readonly tokenizer: CardTokenizer;
  /** The desk's: the same transaction has the same key whatever file it comes in. */
  readonly zone: Zone;
  /** Memory that a chunk may be written to. */
  readonly spare?: () => ArrayBuffer | undefined;
}

/** An upload whose header has been read. */
export interface OpenUpload {
  readonly plan: ColumnPlan;
  /** The intake file, piece by piece; the upload is read as fast as these are. */
  readonly pieces: AsyncGenerator<Buffer, void, undefined>;
  /** @throws Error before the pieces have ended. */
  readonly summary: () => IntakeSummary;
  /** Lets go of the upload. */
  readonly close: () => Promise<void>;
}

/**
 * Begins to take an upload in: reads its header and finds the mapped columns before anything is kept.
 * @throws DomainError FILE_UNREADABLE, MAPPING_INVALID
 */
export async function openUpload(
  upload: AsyncIterable<Uint8Array>,
  mapping: FieldMapping,
  context: IntakeContext,
): Promise<OpenUpload> {
  const file = await openTable(upload, mapping, context.spoolFolder);
  return { plan: file.plan, ...takeLines(file, context), close: () => file.close() };
}

/** The intake file of lines wherever they come from. */
export function takeLines(file: LineSource, context: IntakeContext): Pick<OpenUpload, 'pieces' | 'summary'> {
  const { plan } = file;
  let summary: IntakeSummary | null = null;
  async function* encode(): AsyncGenerator<Buffer, void, undefined> {
    const { keyId } = context.tokenizer;
    yield encodeFrame('H', json({ intake: INTAKE_FORMAT, keyId, plan }));
    let counted = { lines: 0, rejected: 0 };
    for await (const part of chunks(file, context)) {
      if (Buffer.isBuffer(part)) yield part;
      else counted = part;
    }
    summary = { ...counted, ...identity(file) };
    yield encodeFrame('E', json(summary));
  }
  return { pieces: encode(), summary: () => ended(summary) };
}

/** The same, as a stream. */
export async function openIntake(
  upload: AsyncIterable<Uint8Array>,
  mapping: FieldMapping,
  context: IntakeContext,
): Promise<Intake> {
  const { plan, pieces, summary, close } = await openUpload(upload, mapping, context);
  // As objects: of bytes, a reader would be given all pieces that are there joined.
  const stream = Readable.from(pieces, { highWaterMark: 1 });
  // A stream that is thrown away before it was read has not begun to read the upload, and so would not let go of it.
  stream.once('close', () => void close().catch(() => undefined));
  return { plan, stream, summary };
}

/** @throws Error where there is no summary yet. */
export function ended(summary: IntakeSummary | null): IntakeSummary {
  if (summary === null) throw new Error('the upload has not been taken in to its end');
  return summary;
}

/** The frames of the file's lines, then how many lines there were, and how many of them bad. */
async function* chunks(
  file: LineSource,
  { tokenizer, zone, terminalId, terminalNo, importId, receivedAt, spare }: IntakeContext,
): AsyncGenerator<Buffer | Pick<IntakeSummary, 'lines' | 'rejected'>, void, undefined> {
  const { plan } = file;
  const shield = new CardShield(plan, tokenizer);
  const reader = new RecordReader(plan);
  const { timeZone } = plan.mapping;
  // The desk's own remembers its offsets from file to file.
  const plain = new PlainLine(
    plan,
    timeZone === zone.name ? zone : new Zone(timeZone),
    tokenizer,
    terminalNo,
  );
  const of = {
    terminalId: uuidBytes(terminalId),
    importId: uuidBytes(importId),
    receivedAt: receivedAt.getTime(),
  };
  const builder = new ChunkBuilder({
    plan,
    terminalNo,
    tuples: new TupleWriter(of, new DedupeKeys(zone)),
    lines: file.lines,
    ...(spare && { spare }),
  });
  let full: Buffer[] = [];
  const takeIfFull = (): void => {
    if (builder.isFull) full.push(builder.take(file.bytesRead));
  };
  const visitor: LineVisitor = {
    plain(bytes, bounds, line) {
      if (!plain.read(bytes, bounds)) return false;
      builder.addPlain(plain, bytes, line);
      takeIfFull();
      return true;
    },
    line(line) {
      builder.add(reader.read(shield.shield(line)));
      takeIfFull();
    },
  };
  let turn = 0;
  for await (const bytes of file.visit(visitor)) {
    if (full.length > 0) yield* full;
    full = [];
    turn += bytes;
    if (turn < TURN_BYTES) continue;
    turn = 0;
    await setImmediate();
  }
  if (!builder.isEmpty) yield builder.take(file.bytesRead);
  yield builder.totals;
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

function identity({ rawBytes, sha256 }: LineSource): Pick<IntakeSummary, 'rawBytes' | 'sha256'> {
  if (sha256 === null) throw new Error('the upload has not been read to its end');
  return { rawBytes, sha256 };
}
