import { decodeChunk, type IntakeChunk } from './chunk-builder';
import {
  FORMATS_READ,
  readFrames,
  type IntakeFormat,
  type IntakeHead,
  type IntakeSummary,
} from './intake-frames';

export interface IntakeFile extends IntakeHead {
  /** The upload's lines in the file's order; to be read once. */
  readonly chunks: AsyncGenerator<IntakeChunk, void, undefined>;
  /** @throws Error before the chunks have ended. */
  summary(): IntakeSummary;
}

/**
 * Opens an intake file as its job reads it.
 * @throws Error on a file that is no intake file, and while reading on one that breaks off.
 */
export async function readIntake(stream: AsyncIterable<Uint8Array>): Promise<IntakeFile> {
  const frames = readFrames(stream);
  const first = await frames.next();
  if (first.done) throw new Error('the intake file is empty');
  const { format, ...head } = headOf(first.value.kind, first.value.payload);
  let summary: IntakeSummary | null = null;

  async function* read(): AsyncGenerator<IntakeChunk, void, undefined> {
    try {
      for await (const { kind, payload } of frames) {
        if (kind === 'C') yield decodeChunk(payload, format);
        else if (kind === 'E') summary = JSON.parse(payload.toString('utf8')) as IntakeSummary;
        else throw new Error('not an intake file');
      }
    } finally {
      await frames.return();
    }
    if (summary === null) throw new Error('the intake file breaks off: its upload did not end');
  }

  return {
    ...head,
    chunks: read(),
    summary() {
      if (summary === null) throw new Error('the intake file has not been read to its end');
      return summary;
    },
  };
}

function headOf(kind: string, payload: Buffer): IntakeHead & { readonly format: IntakeFormat } {
  const head =
    kind === 'H' ? (JSON.parse(payload.toString('utf8')) as Partial<IntakeHead> & { intake?: number }) : {};
  const format = FORMATS_READ.find((known) => known === head.intake);
  if (format === undefined || !head.plan || head.keyId === undefined) {
    throw new Error(`not an intake file of format ${FORMATS_READ.join(' or ')}`);
  }
  return { format, plan: head.plan, keyId: head.keyId };
}
