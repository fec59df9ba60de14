import { readFile, stat } from 'node:fs/promises';
import { DomainError, LAT_E6_MAX, LON_E6_MAX, readInstant } from '@thaw/kernel';
import { CARD_ENTRIES, factsOf, type FactName, type TerminalFacts } from '@thaw/risk/rules';

/** As the file gives them: cards as the history writes them. */
type GivenFacts = Partial<Pick<TerminalFacts, FactName>>;

const BYTES_MOST = 64 * 1024 * 1024;
const YEARS_FROM = 1970;
const COUNT_MOST = 1_000_000_000;

/** What `--facts` gives beside a history: for every terminal of it, and for single ones by their number. */
export class FactsFile {
  static readonly NONE = new FactsFile({}, new Map());

  private constructor(
    private readonly common: GivenFacts,
    /** By terminal number in capitals, as `T1` and `t1` are one. */
    private readonly byTerminal: ReadonlyMap<string, GivenFacts>,
  ) {}

  /** @throws DomainError FILE_UNREADABLE saying where the file is wrong; the file system's own errors. */
  static async read(path: string): Promise<FactsFile> {
    const { size } = await stat(path);
    if (size > BYTES_MOST) throw wrong('', '文件超过 64 MB。', 'The file is larger than 64 MB.');
    return FactsFile.parse(await readFile(path, 'utf8'));
  }

  /** @throws DomainError FILE_UNREADABLE saying where the file is wrong. */
  static parse(text: string): FactsFile {
    let json: unknown;
    try {
      json = JSON.parse(text.replace(/^\uFEFF/, ''));
    } catch {
      throw wrong('', '不是有效的 JSON。', 'This is not valid JSON.');
    }
    const { terminals = {}, ...common } = membersOf(json, '', [...FACT_READERS.keys(), 'terminals']);
    const named = Object.entries(objectAt(terminals, 'terminals'));
    return new FactsFile(
      readFacts(common, ''),
      new Map(
        named.map(([number, facts]) => {
          const at = `terminals.${number}`;
          return [number.toUpperCase(), readFacts(membersOf(facts, at, [...FACT_READERS.keys()]), at)];
        }),
      ),
    );
  }

  /** @param nameOf what rules call a card that is written as in the history; null where no line names it. */
  factsFor(
    terminal: string | null,
    feeProfile: TerminalFacts['feeProfile'],
    nameOf: (card: string) => string | null,
  ): TerminalFacts {
    const own = terminal === null ? undefined : this.byTerminal.get(terminal.toUpperCase());
    const given: TerminalFacts = { ...factsOf(feeProfile), ...this.common, ...own };
    return {
      ...given,
      cardsOfFrozenTerminals:
        given.cardsOfFrozenTerminals?.flatMap(({ card, uses }) => {
          const name = nameOf(card);
          return name === null ? [] : [{ card: name, uses }];
        }) ?? null,
    };
  }
}

type Read<T> = (value: unknown, at: string) => T;

const readPlace = (value: unknown, at: string) => {
  const { latE6, lonE6 } = membersOf(value, at, ['latE6', 'lonE6']);
  return placeOf(latE6, lonE6, at);
};

const placeOf = (latE6: unknown, lonE6: unknown, at: string) => ({
  latE6: wholeAt(latE6, `${at}.latE6`, -LAT_E6_MAX, LAT_E6_MAX),
  lonE6: wholeAt(lonE6, `${at}.lonE6`, -LON_E6_MAX, LON_E6_MAX),
});

const readFix = (value: unknown, at: string, n: number) => {
  const fix = membersOf(value, at, ['at', 'latE6', 'lonE6']);
  return { id: n + 1, at: instantAt(fix['at'], `${at}.at`), ...placeOf(fix['latE6'], fix['lonE6'], at) };
};

const readUse = (value: unknown, at: string) => {
  const use = membersOf(value, at, ['terminal', 'at']);
  return {
    terminal: wholeAt(use['terminal'], `${at}.terminal`, 0, COUNT_MOST),
    at: instantAt(use['at'], `${at}.at`),
  };
};

const readCard = (value: unknown, at: string) => {
  const { card, uses } = membersOf(value, at, ['card', 'uses']);
  if (typeof card !== 'string' || card.trim() === '') {
    throw wrong(`${at}.card`, '请填写与流水中写法相同的卡。', 'Give the card as the history writes it.');
  }
  return { card, uses: listAt(uses, `${at}.uses`, readUse) };
};

const readMonth = (value: unknown, at: string) => {
  const { month, count } = membersOf(value, at, ['month', 'count']);
  const [, year, nth] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(typeof month === 'string' ? month : '') ?? [];
  if (year === undefined) {
    throw wrong(`${at}.month`, '请填写月份，如 2026-11。', 'Give a month such as 2026-11.');
  }
  return {
    month: (Number(year) - YEARS_FROM) * 12 + Number(nth) - 1,
    count: wholeAt(count, `${at}.count`, 0, COUNT_MOST),
  };
};

const ANSWERS = ['waiting', 'missed', 'absent', 'original', 'reprint'] as const;
const SLIP_MEMBERS = ['line', 'at', 'amountFen', 'askedAt', 'answer'] as const;
const SLIP_FLAGS = ['signed', 'chipCard', 'numberSame', 'nameSame'] as const;

const readRetrieval = (value: unknown, at: string) => {
  const slip = membersOf(value, at, [...SLIP_MEMBERS, 'entry', ...SLIP_FLAGS]);
  const [signed, chipCard, numberSame, nameSame] = SLIP_FLAGS.map((name) =>
    flagAt(slip[name], `${at}.${name}`),
  );
  return {
    id: wholeAt(slip['line'], `${at}.line`, 1, COUNT_MOST),
    at: instantAt(slip['at'], `${at}.at`),
    amountFen: wholeAt(slip['amountFen'], `${at}.amountFen`, 1, COUNT_MOST * 1_000),
    askedAt: instantAt(slip['askedAt'], `${at}.askedAt`),
    answer: oneOfAt(slip['answer'], `${at}.answer`, ANSWERS),
    entry:
      slip['entry'] === undefined || slip['entry'] === null
        ? null
        : oneOfAt(slip['entry'], `${at}.entry`, CARD_ENTRIES),
    ...{
      signed: signed ?? null,
      chipCard: chipCard ?? null,
      numberSame: numberSame ?? null,
      nameSame: nameSame ?? null,
    },
  };
};

const READERS = {
  installedAt: instantAt,
  expectedTicketFen: (value, at) => wholeAt(value, at, 1, COUNT_MOST),
  site: readPlace,
  fixes: (value, at) => listAt(value, at, readFix),
  cardsOfFrozenTerminals: (value, at) => listAt(value, at, readCard),
  chargebacks: (value, at) => listAt(value, at, readMonth),
  retrievals: (value, at) => listAt(value, at, readRetrieval),
} satisfies { readonly [name in FactName]: Read<TerminalFacts[name]> };
const FACT_READERS: ReadonlyMap<string, Read<unknown>> = new Map(Object.entries(READERS));

/** Null is unknown, as where a fact is left out. */
function readFacts(members: Readonly<Record<string, unknown>>, at: string): GivenFacts {
  const read = Object.entries(members).map(([name, value]) => [
    name,
    value === null ? null : FACT_READERS.get(name)?.(value, at === '' ? name : `${at}.${name}`),
  ]);
  return Object.fromEntries(read) as GivenFacts;
}

function objectAt(value: unknown, at: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Readonly<Record<string, unknown>>;
  }
  throw wrong(at, '这里应为一个对象 {…}。', 'There is to be an object {…} here.');
}

function membersOf(value: unknown, at: string, known: readonly string[]): Readonly<Record<string, unknown>> {
  const members = objectAt(value, at);
  const strange = Object.keys(members).find((name) => !known.includes(name));
  if (strange === undefined) return members;
  const names = known.join(', ');
  throw wrong(
    at,
    `没有“${strange}”这一项；可用的有 ${names}。`,
    `There is nothing called "${strange}"; known are ${names}.`,
  );
}

function listAt<T>(value: unknown, at: string, read: (item: unknown, at: string, n: number) => T): T[] {
  if (!Array.isArray(value)) throw wrong(at, '这里应为一个列表 […]。', 'There is to be a list […] here.');
  return value.map((item: unknown, n) => read(item, `${at}[${n}]`, n));
}

function wholeAt(value: unknown, at: string, min: number, max: number): number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= min && value <= max) return value;
  throw wrong(at, `应为 ${min} 至 ${max} 之间的整数。`, `Give a whole number from ${min} to ${max}.`);
}

/** Left out is not known. */
function flagAt(value: unknown, at: string): boolean | null {
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? null;
  throw wrong(at, '请填 true 或 false。', 'Give true or false.');
}

function oneOfAt<T extends string>(value: unknown, at: string, known: readonly T[]): T {
  const found = known.find((one) => one === value);
  if (found) return found;
  throw wrong(at, `可填：${known.join('、')}。`, `Give one of: ${known.join(', ')}.`);
}

/** With its offset, since facts come from elsewhere than the history. */
function instantAt(value: unknown, at: string): number {
  const instant = typeof value === 'string' ? readInstant(value) : null;
  if (instant) return instant.getTime();
  throw wrong(
    at,
    '请提供带时差的日期时间，如 2026-11-23T16:00:00+08:00。',
    'Give a date and time with its offset, such as 2026-11-23T16:00:00+08:00.',
  );
}

function wrong(at: string, zh: string, en: string): DomainError {
  const place = at === '' ? '--facts' : `--facts ${at}`;
  return new DomainError('FILE_UNREADABLE', {
    detail: { zh: `${place}：${zh}`, en: `${place}: ${en}` },
  });
}
