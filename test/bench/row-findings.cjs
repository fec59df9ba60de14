'use strict';
/**
 * What is left to whoever asks a row engine: to make findings of the rows that it lets through, with their transactions,
 * as Thaw's rules do. Written plainly, by the local day, without state that could be saved or appended to.
 */
class RowFindings {
  constructor() {
    this.large = [];
    this.months = new Map();
    this.days = [];
  }

  /** Each row, before the engine is asked of it. */
  begin({ day }) {
    if (this.days.at(-1)?.day !== day) this.days.push({ day, all: 0, round: [], off: [], near: [] });
    this.today = this.days.at(-1);
    this.today.all += 1;
  }

  hit(question, { id, month }) {
    if (question === 'R1a' || question === 'R8') this.large.push({ rule: question, transactions: [id] });
    else if (question === 'R2') this.today.round.push(id);
    else if (question === 'off') this.today.off.push(id);
    else if (question === 'X1') this.today.near.push(id);
    else {
      let known = this.months.get(month);
      if (known === undefined) this.months.set(month, (known = { count: 0, ids: [] }));
      known.count += 1;
      if (known.ids.length < 10) known.ids.push(id);
    }
  }

  /** @returns findings, with their rule and their transactions. */
  end() {
    const { days } = this;
    const near = days.filter((day) => day.near.length >= 3);
    return [
      ...this.large,
      ...merged(days, 'round', 7, (hits) => hits >= 3).map((ids) => ({ rule: 'R2', transactions: ids })),
      ...[...this.months.values()].map(({ ids }) => ({ rule: 'R3', transactions: ids })),
      ...merged(days, 'off', 30, (hits, all) => hits >= 10 && 100 * hits >= 20 * all).map((ids) => ({
        rule: 'R8',
        transactions: ids,
      })),
      ...near.map((day) => ({ rule: 'X1', transactions: day.near })),
    ];
  }
}

/** Every span of so many days, counted back from one with a hit, that qualifies; those that share a hit are one. */
function merged(days, kind, width, qualifies) {
  const found = [];
  let end = Number.NEGATIVE_INFINITY;
  let from = 0;
  for (const [at, { day, [kind]: today }] of days.entries()) {
    if (today.length === 0) continue;
    const span = days.slice(0, at + 1).filter((one) => one.day > day - width);
    const sum = (of) => span.reduce((total, one) => total + of(one), 0);
    if (
      !qualifies(
        sum((one) => one[kind].length),
        sum((one) => one.all),
      )
    )
      continue;
    if (end <= day - width) {
      found.push([]);
      from = at - span.length + 1;
    }
    for (; from <= at; from++) found.at(-1).push(...days[from][kind]);
    end = day;
  }
  return found;
}

module.exports = { RowFindings };
