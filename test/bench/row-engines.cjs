'use strict';
/**
 * The five of Thaw's rules whose heart is a question to a single row, as the row engines of npm put it. They only say
 * which rows; Thaw's rules, beside which they are measured, fold their windows on top. What an engine has no operator
 * for (a remainder) is given to it ready, at no cost to it.
 */
const PREDICATES = {
  R1a: ({ amount }) => amount > 5_000_000,
  R2: ({ amount, fromRound }) => amount >= 1_000_000 && fromRound <= 1_000,
  R3: ({ fen }) => fen !== 0,
  R8: ({ amount, second }) => amount >= 1_000_000 && (second < 32_400 || second > 73_800),
  X1: ({ amount }) => amount >= 4_500_000 && amount <= 5_000_000,
};

/** A row as the engines are given it. */
function rowOf(amount, second) {
  const rest = amount % 100_000;
  return { amount, second, fen: amount % 100, fromRound: Math.min(rest, 100_000 - rest) };
}

/** @returns hits by rule. */
async function countHits(rows, ask) {
  const hits = {};
  for (const code of Object.keys(PREDICATES)) hits[code] = 0;
  for (const row of rows) await ask(row, hits);
  return hits;
}

function plain(row, hits) {
  for (const [code, holds] of Object.entries(PREDICATES)) if (holds(row)) hits[code] += 1;
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
  add('X1', {
    all: [test('amount', 'greaterThanInclusive', 4_500_000), test('amount', 'lessThanInclusive', 5_000_000)],
  });
  return async (row, hits) => {
    const { events } = await engine.run(row);
    for (const { type } of events) hits[type] += 1;
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
    X1: { and: [{ '>=': [of('amount'), 4_500_000] }, { '<=': [of('amount'), 5_000_000] }] },
  }).map(([code, rule]) => [code, logic.build(rule)]);
  return (row, hits) => {
    for (const [code, holds] of rules) if (holds(row)) hits[code] += 1;
  };
}

function zen(load) {
  const { ZenEngine } = load('@gorules/zen-engine');
  const expressions = Object.entries({
    R1a: 'amount > 5000000',
    R2: 'amount >= 1000000 and fromRound <= 1000',
    R3: 'fen != 0',
    R8: 'amount >= 1000000 and (second < 32400 or second > 73800)',
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
  return async (row, hits) => {
    const { result } = await decision.evaluate(row);
    for (const code of Object.keys(PREDICATES)) if (result[code]) hits[code] += 1;
  };
}

module.exports = { PREDICATES, countHits, jsonLogicEngine, jsonRulesEngine, plain, rowOf, zen };
