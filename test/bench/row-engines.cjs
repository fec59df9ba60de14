'use strict';
const { RowFindings } = require('./row-findings.cjs');

/**
 * The five of Thaw's rules whose heart is a question to a single row, as the row engines of npm put it (R8 asks two).
 * They only say which rows: what is made of those is in row-findings.cjs. What an engine has no operator for (a
 * remainder, the local day) is given to it ready, at no cost to it.
 */
const PREDICATES = {
  R1a: ({ amount }) => amount > 5_000_000,
  R2: ({ amount, fromRound }) => amount >= 1_000_000 && fromRound <= 1_000,
  R3: ({ fen }) => fen !== 0,
  R8: ({ amount, second }) => amount >= 1_000_000 && (second < 32_400 || second > 73_800),
  off: ({ second }) => second < 32_400 || second > 73_800,
  X1: ({ amount }) => amount >= 4_500_000 && amount <= 5_000_000,
};
/** Rules of Thaw that come to the same. */
const RULES_ASKED = ['R1a', 'R2', 'R3', 'R8', 'X1'];

/** A row as the engines are given it. */
function rowOf({ id, at, amount, zone }) {
  const rest = amount % 100_000;
  const day = zone.dayOf(at);
  return {
    ...{ id, amount, day, month: zone.monthOf(at), second: zone.secondOfDay(at) },
    ...{ fen: amount % 100, fromRound: Math.min(rest, 100_000 - rest) },
  };
}

/** Asks the engine of each row and makes findings of its answers. */
async function findingsBy(rows, ask) {
  const findings = new RowFindings();
  for (const row of rows) {
    findings.begin(row);
    await ask(row, findings);
  }
  return findings.end();
}

/** The same for engines that answer at once: to wait for each would cost them more than they take. */
function findingsAtOnce(rows, ask) {
  const findings = new RowFindings();
  for (const row of rows) {
    findings.begin(row);
    ask(row, findings);
  }
  return findings.end();
}

function plain(row, findings) {
  for (const [code, holds] of Object.entries(PREDICATES)) if (holds(row)) findings.hit(code, row);
}

function jsonRulesEngine(load) {
  const { Engine } = load('json-rules-engine');
  const engine = new Engine();
  const test = (fact, operator, value) => ({ fact, operator, value });
  const add = (type, conditions) => engine.addRule({ conditions, event: { type } });
  add('R1a', { all: [test('amount', 'greaterThan', 5_000_000)] });
  add('R2', {
    all: [test('amount', 'greaterThanInclusive', 1_000_000), test('fromRound', 'lessThanInclusive', 1_000)],
  });
  add('R3', { all: [test('fen', 'notEqual', 0)] });
  add('R8', {
    all: [
      test('amount', 'greaterThanInclusive', 1_000_000),
      { any: [test('second', 'lessThan', 32_400), test('second', 'greaterThan', 73_800)] },
    ],
  });
  add('off', { any: [test('second', 'lessThan', 32_400), test('second', 'greaterThan', 73_800)] });
  add('X1', {
    all: [test('amount', 'greaterThanInclusive', 4_500_000), test('amount', 'lessThanInclusive', 5_000_000)],
  });
  return async (row, findings) => {
    const { events } = await engine.run(row);
    for (const { type } of events) findings.hit(type, row);
  };
}

function jsonLogicEngine(load) {
  const { LogicEngine } = load('json-logic-engine');
  const logic = new LogicEngine();
  const of = (name) => ({ var: name });
  const rules = Object.entries({
    R1a: { '>': [of('amount'), 5_000_000] },
    R2: { and: [{ '>=': [of('amount'), 1_000_000] }, { '<=': [of('fromRound'), 1_000] }] },
    R3: { '!=': [of('fen'), 0] },
    R8: {
      and: [
        { '>=': [of('amount'), 1_000_000] },
        { or: [{ '<': [of('second'), 32_400] }, { '>': [of('second'), 73_800] }] },
      ],
    },
    off: { or: [{ '<': [of('second'), 32_400] }, { '>': [of('second'), 73_800] }] },
    X1: { and: [{ '>=': [of('amount'), 4_500_000] }, { '<=': [of('amount'), 5_000_000] }] },
  }).map(([code, rule]) => [code, logic.build(rule)]);
  return (row, findings) => {
    for (const [code, holds] of rules) if (holds(row)) findings.hit(code, row);
  };
}

function zen(load) {
  const { ZenEngine } = load('@gorules/zen-engine');
  const expressions = Object.entries({
    R1a: 'amount > 5000000',
    R2: 'amount >= 1000000 and fromRound <= 1000',
    R3: 'fen != 0',
    R8: 'amount >= 1000000 and (second < 32400 or second > 73800)',
    off: 'second < 32400 or second > 73800',
    X1: 'amount >= 4500000 and amount <= 5000000',
  }).map(([key, value]) => ({ id: key, key, value }));
  const decision = new ZenEngine().createDecision({
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode', content: {} },
      { id: 'rules', name: 'rules', type: 'expressionNode', content: { expressions } },
      { id: 'out', name: 'out', type: 'outputNode', content: {} },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'rules', type: 'edge' },
      { id: 'b', sourceId: 'rules', targetId: 'out', type: 'edge' },
    ],
  });
  return async (row, findings) => {
    const { result } = await decision.evaluate(row);
    for (const code of Object.keys(PREDICATES)) if (result[code]) findings.hit(code, row);
  };
}

module.exports = {
  RULES_ASKED,
  findingsAtOnce,
  findingsBy,
  jsonLogicEngine,
  jsonRulesEngine,
  plain,
  rowOf,
  zen,
};
