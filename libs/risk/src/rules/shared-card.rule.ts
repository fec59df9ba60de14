import { formatYuan } from '@thaw/kernel';
import { detailOf, markText, momentMark } from './finding-text';
import { FromFacts } from './from-facts';
import { defineRule, type CardElsewhere, type ParameterSpecs } from './rule';
import { TerminalsInSpans } from './terminals-in-spans';

const DAY_MS = 86_400_000;

const parameters = {
  terminals: {
    default: 3,
    min: 2,
    max: 1_000,
    unit: 'count',
    label: { zh: '被封终端数阈值（含本终端）', en: 'Frozen terminals that fire, this one included' },
  },
  within: {
    default: 30,
    min: 1,
    max: 92,
    unit: 'days',
    label: { zh: '窗口天数', en: 'Days of a window' },
  },
} satisfies ParameterSpecs;

/** What its uses here make of one card. */
interface Shared {
  from: number;
  fromMark: number;
  count: number;
  sumFen: number;
  terminals: number;
}

interface State {
  readonly on: boolean;
  readonly terminals: number;
  readonly elsewhere: FromFacts<CardsElsewhere>;
  readonly cards: Map<number, Shared>;
}

/**
 * X11: one card, of whatever type, on three frozen terminals within any 30 days (of 24 hours; a use exactly 30 days
 * later is outside). The terminal that is scanned is one of them. One finding per card, of its purchases here that lie
 * in such a span, with uses elsewhere before or after; `measured` is the most terminals in one span. What is known of
 * the others is a fact, so that each purchase here is judged by itself, and for good. Silent without that fact.
 */
export const sharedCard = defineRule<typeof parameters, State>({
  code: 'X11',
  version: 1,
  name: 'shared_card',
  // Merchants read it too, and are not told that others are frozen.
  title: { zh: '同一卡多店使用', en: 'One card in several shops' },
  merchantExplanation: {
    zh: '有一张银行卡的消费需要核实，该卡也用于其他正在核查的交易。顾客在多家店购物很常见，请提供相关签购单，并说明您与持卡人的关系。',
    en:
      'Purchases with one card need to be confirmed, since the card was also used in others that are being reviewed. ' +
      'Customers do shop in many places; please provide the slips and tell us how you know the cardholder.',
  },
  parameters,
  weight: 12,
  needs: ['cardsOfFrozenTerminals'],
  lookBackDays: null,

  start: ({ terminals, within }, { cardsOfFrozenTerminals }) => ({
    on: cardsOfFrozenTerminals !== null && cardsOfFrozenTerminals.length > 0,
    terminals,
    elsewhere: new FromFacts(new CardsElsewhere(cardsOfFrozenTerminals ?? [], within * DAY_MS)),
    cards: new Map(),
  }),

  step(state, purchase, out) {
    if (!state.on) return;
    const { card, cardNo, id, at, amountFen, day, second } = purchase;
    if (card === null) return;
    const elsewhere = state.elsewhere.value.of(cardNo, card);
    if (elsewhere === null) return;
    const terminals = 1 + elsewhere.mostWith(at);
    if (terminals < state.terminals) return;

    const mark = momentMark(day, second);
    let shared = state.cards.get(cardNo);
    if (shared === undefined) {
      shared = { from: at, fromMark: mark, count: 0, sumFen: 0, terminals: 0 };
      state.cards.set(cardNo, shared);
    }
    shared.count += 1;
    shared.sumFen += amountFen;
    shared.terminals = Math.max(shared.terminals, terminals);
    out.put(
      {
        key: card,
        card,
        from: shared.from,
        to: at,
        count: shared.count,
        sumFen: shared.sumFen,
        measured: shared.terminals,
        threshold: state.terminals,
        unit: 'count',
        details: { fromMark: shared.fromMark, toMark: mark },
      },
      [id],
    );
  },

  finish() {
    // Nothing is provisional: see above.
  },

  explain(finding, { within }) {
    const [from, to] = [markText(detailOf(finding, 'fromMark')), markText(detailOf(finding, 'toMark'))];
    const sum = formatYuan(finding.sumFen);
    const { count, measured, threshold } = finding;
    return {
      zh:
        `同一卡 ${from} 至 ${to} 在本终端消费 ${count} 次，合计 ${sum}；${within} 天内出现在 ${measured} 台被封终端（含本终端），` +
        `达到 ${threshold} 台即命中。`,
      en:
        `One card was used here ${count} times from ${from} to ${to}, ${sum} in total; within ${within} days it was on ` +
        `${measured} frozen terminals, this one included, fires from ${threshold}.`,
    };
  },
});

/** Looks a card's token up once, and knows it by its number from then on. */
class CardsElsewhere {
  private readonly byToken: ReadonlyMap<string, CardElsewhere['uses']>;
  /** By card number: null for one that was not used elsewhere. */
  private readonly byNumber: (TerminalsInSpans | null)[] = [];

  constructor(
    cards: readonly CardElsewhere[],
    private readonly widthMs: number,
  ) {
    this.byToken = new Map(cards.map(({ card, uses }) => [card, uses]));
  }

  of(cardNo: number, card: string): TerminalsInSpans | null {
    const known = this.byNumber[cardNo];
    if (known !== undefined) return known;
    const uses = this.byToken.get(card);
    return (this.byNumber[cardNo] = uses ? new TerminalsInSpans(uses, this.widthMs) : null);
  }
}
