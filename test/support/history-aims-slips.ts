import type { Retrieval } from '@thaw/risk/rules';
import { DAY_MS, type HistoryRows } from './history-rows';

/** Slips asked for at either side of the last day on which they are kept, and read well and badly: for R7a and R7b. */
export function slips(maker: HistoryRows): void {
  const { dice } = maker;
  const days = Array.from({ length: dice.whole(1, 3) }, () => dice.whole(0, 40));
  for (let i = dice.whole(0, 9); i > 0; i--) {
    maker.add(maker.at(dice.pick(days), dice.pick([0, 86_399, maker.second()])));
  }
  const known = dice.pick([true, false, null]);
  const retrievals = maker.rows.map(({ id, at, amountFen }): Retrieval => {
    const date = new Date(at + maker.zone.offsetAt(at));
    const month = date.getUTCMonth() + dice.pick([1, 6, 6]);
    const last = new Date(Date.UTC(date.getUTCFullYear(), month + 1, 0)).getUTCDate();
    const kept = Date.UTC(date.getUTCFullYear(), month, Math.min(date.getUTCDate(), last));
    const asked = kept + dice.pick([-30, -1, 0, 0, 1, 3]) * DAY_MS + dice.pick([0, DAY_MS - 1]);
    return {
      ...{ id, at, amountFen },
      askedAt: Math.max(at, maker.zone.toInstant(asked)),
      answer: dice.pick(['waiting', 'missed', 'absent', 'original', 'original', 'reprint']),
      signed: dice.pick([true, true, false, null]),
      entry: dice.pick(['chip', 'contactless', 'stripe', 'stripe', 'keyed', null]),
      chipCard: dice.pick([true, true, false, known]),
      numberSame: dice.pick([true, true, false, null]),
      nameSame: dice.pick([true, true, false, null]),
    };
  });
  maker.facts = { ...maker.facts, retrievals: dice.chance(90) ? retrievals : null };
}
