import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { DEFAULT_TIME_ZONE, type Bilingual } from '@thaw/kernel';
import { SHOP_KINDS, historyCsv, simulateShop } from '@thaw/risk';
import type { FieldMapping } from '@thaw/transactions/records';
import type { HistoryRequest } from './demo-arguments';
import { DemoFailure } from './demo-failure';
import { sampleWith } from './known-samples';

/** A history to be imported, and the terminal that fits it. */
export interface HistorySource {
  readonly fileName: string;
  readonly about: Bilingual;
  readonly columns: FieldMapping['columns'];
  /** Undefined: the desk's own. */
  readonly timeZone: string | undefined;
  readonly currency: string;
  readonly cardType: string | undefined;
  readonly feeProfile: string;
  readonly mcc: string;
  /** The bytes as they are to be sent; a .gz is sent as it is. */
  readonly content: () => AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

const DAY_MS = 86_400_000;
/** Enough for a card to come in three calendar months in a row. */
const SIMULATED_DAYS = 120;
const GZIP = [0x1f, 0x8b];

/** A cash-out shop, up to yesterday. */
export function simulatedHistory(now: Date): HistorySource {
  const from = new Date(now.getTime() - SIMULATED_DAYS * DAY_MS).toISOString().slice(0, 10);
  const { feeProfile, mcc } = SHOP_KINDS.cash_out;
  const plan = {
    kind: 'cash_out',
    seed: 'thaw demo',
    shopNumber: 8_000,
    from,
    days: SIMULATED_DAYS,
  } as const;
  return {
    fileName: 'simulated-cash-out.csv',
    about: {
      zh: `商户模拟器：套现商户，自 ${from} 起 ${SIMULATED_DAYS} 天`,
      en: `the shop simulator: a cash-out shop, ${SIMULATED_DAYS} days from ${from}`,
    },
    columns: {},
    timeZone: DEFAULT_TIME_ZONE,
    currency: 'CNY',
    cardType: undefined,
    feeProfile,
    mcc,
    content: () => encoded(historyCsv(simulateShop(plan))),
  };
}

/**
 * A file of the caller's. What was not said is taken from its header where that is a known sample's.
 * @throws DemoFailure where the file cannot be read.
 */
export async function historyOfFile(request: HistoryRequest): Promise<HistorySource> {
  const { file } = request;
  const sample = sampleWith(await headerOf(file));
  return {
    fileName: basename(file),
    about: sample?.about ?? { zh: '您提供的文件', en: 'the file you gave' },
    columns: { ...sample?.columns, ...request.columns },
    timeZone: request.timeZone ?? sample?.timeZone,
    currency: request.currency ?? sample?.currency ?? 'CNY',
    cardType: request.cardType,
    feeProfile: request.feeProfile ?? 'standard',
    mcc: sample?.mcc ?? '5399',
    content: () => createReadStream(file) as AsyncIterable<Uint8Array>,
  };
}

async function headerOf(file: string): Promise<readonly string[]> {
  try {
    const plain = (await isGzip(file)) ? createReadStream(file).pipe(createGunzip()) : createReadStream(file);
    // A stream's own failure, too, must come out of the loop.
    const lines = createInterface({ input: plain, crlfDelay: Infinity });
    const failed = new Promise<never>((_, reject) => plain.once('error', reject));
    const first = lines[Symbol.asyncIterator]().next();
    const { value } = (await Promise.race([first, failed])) as IteratorResult<string, undefined>;
    lines.close();
    plain.destroy();
    return (value ?? '')
      .replace(/^\ufeff/, '')
      .split(',')
      .map((name) => name.trim());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new DemoFailure({ zh: `无法读取 ${file}：${why}`, en: `${file} cannot be read: ${why}` });
  }
}

async function isGzip(file: string): Promise<boolean> {
  for await (const chunk of createReadStream(file, { end: 1 })) {
    const head = chunk as Buffer;
    return GZIP.every((byte, i) => head[i] === byte);
  }
  return false;
}

function* encoded(lines: Iterable<string>): Generator<Uint8Array> {
  let batch = '';
  for (const line of lines) {
    batch += line;
    if (batch.length < 65_536) continue;
    yield Buffer.from(batch);
    batch = '';
  }
  yield Buffer.from(batch);
}
