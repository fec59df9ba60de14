import { dayText, formatYuan, type Bilingual } from '@thaw/kernel';
import { SCORE_MAX, type Score } from '@thaw/risk/rules';
import { inBoth, markup, Markup } from './markup';
import { HOURS, WEEKDAYS, type TradeTally } from './trade-tally';

const WIDTH = 760;
const LEFT = 96;
const DAYS_HEIGHT = 180;
const FOOT = 24;
/** A limit further above the sums than this would press them flat: it is told in words. */
const LIMIT_AT_MOST = 2;

const chart = (height: number, label: Bilingual, body: Markup | readonly Markup[]): Markup =>
  markup`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${label.zh} / ${label.en}">${body}</svg>`;

const at = (x: number, y: number, more = ''): Markup => new Markup(` x="${round(x)}" y="${round(y)}"${more}`);
const round = (value: number): number => Math.round(value * 100) / 100;

/**
 * Sums by local day, a bar each; those that reach the limit in another colour.
 * @param limitFen of R1b; null where it did not run.
 */
export function daysChart({ days }: TradeTally, limitFen: number | null): Markup {
  if (days.size === 0) return markup``;
  const first = Math.min(...days.keys());
  const last = Math.max(...days.keys());
  const greatest = Math.max(...days.values());
  const isLimitShown = limitFen !== null && limitFen <= greatest * LIMIT_AT_MOST;
  const top = isLimitShown ? Math.max(greatest, limitFen) : greatest;
  const step = (WIDTH - LEFT) / (last - first + 1);
  const heightOf = (fen: number): number => (fen / top) * (DAYS_HEIGHT - 20);
  const bars = (isOver: boolean): string =>
    [...days]
      .filter(([, fen]) => (limitFen !== null && fen >= limitFen) === isOver)
      .map(([day, fen]) => {
        const x = round(LEFT + (day - first) * step);
        return `M${x} ${DAYS_HEIGHT}v${round(-heightOf(fen))}h${round(Math.max(step * 0.85, 0.3))}V${DAYS_HEIGHT}z`;
      })
      .join('');
  const lineAt = (fen: number, kind: string): Markup => {
    const y = round(DAYS_HEIGHT - heightOf(fen));
    return markup`<line class="${kind}" x1="${LEFT}" x2="${WIDTH}" y1="${y}" y2="${y}"/><text class="end"${at(LEFT - 6, y + 4)}>${formatYuan(fen)}</text>`;
  };
  const label = {
    zh: `每日金额，${dayText(first)} 至 ${dayText(last)}，最高 ${formatYuan(greatest)}`,
    en: `Amount per day, ${dayText(first)} to ${dayText(last)}, ${formatYuan(greatest)} at most`,
  };
  return chart(DAYS_HEIGHT + FOOT, label, [
    lineAt(greatest, 'grid'),
    lineAt(0, 'grid'),
    markup`<path class="bar" d="${bars(false)}"/><path class="over" d="${bars(true)}"/>`,
    isLimitShown ? lineAt(limitFen, 'limit') : markup``,
    markup`<text${at(LEFT, DAYS_HEIGHT + 17)}>${dayText(first)}</text>`,
    markup`<text class="end"${at(WIDTH, DAYS_HEIGHT + 17)}>${dayText(last)}</text>`,
    limitFen !== null && !isLimitShown
      ? inBoth(
          {
            zh: `限额 ${formatYuan(limitFen)} 远高于图示`,
            en: `The limit of ${formatYuan(limitFen)} is far above`,
          },
          'text',
          at(LEFT + (WIDTH - LEFT) / 2, DAYS_HEIGHT + 17, ' class="middle"'),
        )
      : markup``,
  ]);
}

const WEEKDAY_WORDS: readonly Bilingual[] = [
  { zh: '周一', en: 'Mon' },
  { zh: '周二', en: 'Tue' },
  { zh: '周三', en: 'Wed' },
  { zh: '周四', en: 'Thu' },
  { zh: '周五', en: 'Fri' },
  { zh: '周六', en: 'Sat' },
  { zh: '周日', en: 'Sun' },
];
const CELL_HEIGHT = 20;

/** Purchases by hour and weekday: the more, the darker. */
export function hoursChart({ hours }: TradeTally): Markup {
  const most = Math.max(...hours);
  if (most === 0) return markup``;
  const width = (WIDTH - LEFT) / HOURS;
  const cells = hours.map((count, cell) => {
    if (count === 0) return markup``;
    const [weekday, hour] = [Math.floor(cell / HOURS), cell % HOURS];
    const opacity = round(0.12 + (0.88 * count) / most);
    const word = WEEKDAY_WORDS[weekday] as Bilingual;
    return markup`<rect class="bar" fill-opacity="${opacity}"${at(LEFT + hour * width, weekday * CELL_HEIGHT)} width="${round(width - 1)}" height="${CELL_HEIGHT - 1}"><title>${word.zh} / ${word.en} ${hour}:00 · ${count}</title></rect>`;
  });
  const names = WEEKDAY_WORDS.map((word, weekday) =>
    inBoth(word, 'text', at(LEFT - 6, weekday * CELL_HEIGHT + 14, ' class="end"')),
  );
  const ends = [0, 6, 12, 18].map(
    (hour) => markup`<text${at(LEFT + hour * width, WEEKDAYS * CELL_HEIGHT + 15)}>${hour}:00</text>`,
  );
  const label = {
    zh: `按小时和星期的消费笔数，最多 ${most} 笔`,
    en: `Purchases by hour and weekday, ${most} at most`,
  };
  return chart(WEEKDAYS * CELL_HEIGHT + FOOT, label, [...cells, ...names, ...ends]);
}

const SCORE_HEIGHT = 26;
/** Of a sign of a label, as wide as they come: a label that its share cannot hold would run into the next. */
const SIGN_WIDTH = 8;

/** The score as a bar of a hundred, in the shares that the rules gave. */
export function scoreChart({ total, parts }: Score): Markup {
  const width = WIDTH / SCORE_MAX;
  let from = 0;
  const shares = parts
    .filter(({ share }) => share > 0)
    .map(({ rule, share }, i) => {
      const [x, long, label] = [from, share * width, `${rule} ${share}`];
      from += long;
      const text =
        label.length * SIGN_WIDTH <= long
          ? markup`<text class="middle on"${at(x + long / 2, 17)}>${label}</text>`
          : markup``;
      return markup`<rect class="bar" fill-opacity="${i % 2 === 0 ? 1 : 0.65}"${at(x, 0)} width="${round(long)}" height="${SCORE_HEIGHT}"><title>${label}</title></rect>${text}`;
    });
  const label = { zh: `评分 ${total}`, en: `Score ${total}` };
  return chart(SCORE_HEIGHT, label, [
    markup`<rect class="rest" x="0" y="0" width="${WIDTH}" height="${SCORE_HEIGHT}"/>`,
    ...shares,
  ]);
}
