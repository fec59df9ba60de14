import { Inject, Injectable } from '@nestjs/common';
import { Zone, type Actor, type Bilingual, type Clock, type Locale } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, type Config } from '@thaw/platform';
import { BYTE_ORDER_MARK, csvLine } from '@thaw/transactions';
import { FIGURES, type FigureCode, type FigureUnit, type Grouping } from './figures';
import { visibleTo } from '../visibility';
import { FIGURE_SQL } from './figures.sql';
import { periodOf } from './period';

/** One number of one group. */
export interface FigureRow {
  /** Null of cases that have none yet. */
  readonly group: string | null;
  /** The clock, rule, item or person within the group, of figures by these; null of others. */
  readonly part: string | null;
  /** How many; of a share the numerator, of hours and money the sum. */
  readonly count: number;
  /** What a share or a duration is of. */
  readonly of: number | null;
  readonly medianMs: number | null;
  readonly ninthTenthMs: number | null;
}

export interface FigureView {
  readonly code: FigureCode;
  readonly unit: FigureUnit;
  readonly title: Bilingual;
  readonly definition: Bilingual;
  readonly rows: readonly FigureRow[];
}

export interface DeskFiguresView {
  readonly from: string;
  readonly to: string;
  readonly by: Grouping;
  readonly figures: readonly FigureView[];
}

export interface FiguresAsked {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by?: Grouping | undefined;
}

interface Counted {
  grp: string | null;
  part: string | null;
  count: string;
  of: string | null;
  median: string | null;
  ninth_tenth: string | null;
}

const CODES = Object.keys(FIGURES) as FigureCode[];
const HEAD: { readonly [locale in Locale]: readonly string[] } = {
  zh: ['指标', '名称', '分组', '分项', '数量', '总数', '中位数（毫秒）', '第九十百分位（毫秒）', '起', '止'],
  en: ['figure', 'title', 'group', 'part', 'count', 'of', 'median ms', 'ninth tenth ms', 'from', 'to'],
};

/** What the desk's work came to in a period, counted from the events of its cases. Never writes. */
@Injectable()
export class DeskFigures {
  private readonly zone: Zone;

  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) config: Config,
    private readonly database: Database,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  /**
   * All figures of one moment, read from one snapshot, so that they agree with each other: of what happened in the queues of
   * whoever asks, whereto a case may have gone since.
   */
  async of(actor: Actor, asked: FiguresAsked): Promise<DeskFiguresView> {
    const { begins, ends, from, to } = periodOf(this.zone, this.clock.now(), asked);
    const by = asked.by ?? 'all';
    const seen = visibleTo(actor, 3);
    const figures = await this.database.asActor(
      actor,
      async (tx) => {
        const read: FigureView[] = [];
        for (const code of CODES) {
          const rows = await tx.query<Counted[]>(
            `${FIGURE_SQL[code](by, seen.sql)} ORDER BY 1 NULLS LAST, 2`,
            [begins, ends, ...seen.values],
          );
          read.push({ code, ...FIGURES[code], rows: rows.map(rowOf) });
        }
        return read;
      },
      { snapshot: true },
    );
    return { from, to, by, figures };
  }

  /** The same as a file that a spreadsheet opens: a line for each row. */
  async csv(actor: Actor, asked: FiguresAsked, locale: Locale): Promise<string> {
    const { from, to, figures } = await this.of(actor, asked);
    const lines = figures.flatMap(({ code, title, rows }) =>
      rows.map(({ group, part, count, of, medianMs, ninthTenthMs }) =>
        csvLine([
          code,
          title[locale],
          group ?? '',
          part ?? '',
          ...[count, of, medianMs, ninthTenthMs].map(cell),
          from,
          to,
        ]),
      ),
    );
    return [BYTE_ORDER_MARK + csvLine(HEAD[locale]), ...lines].join('');
  }
}

const cell = (value: number | null): string => (value === null ? '' : String(value));

const rowOf = ({ grp, part, count, of, median, ninth_tenth: ninthTenth }: Counted): FigureRow => ({
  group: grp,
  part,
  count: Number(count),
  of: of === null ? null : Number(of),
  medianMs: median === null ? null : Number(median),
  ninthTenthMs: ninthTenth === null ? null : Number(ninthTenth),
});
