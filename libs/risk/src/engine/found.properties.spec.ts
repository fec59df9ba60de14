import type { ScanSetup } from './scan-setup';
import fc from 'fast-check';
import {
  AIMS,
  generateHistory,
  HISTORY_CURRENCY,
  type History,
} from '../../../../test/support/history-generator';
import { findingsDigest } from '../findings-digest';
import { RULES, type Rule } from '../rules';
import { foundIn, type Found } from './found';
import { scan, ScanEngine } from './scan-engine';

const sources = fc.record({ seed: fc.integer({ min: 1, max: 1_000_000 }), aim: fc.constantFrom(...AIMS) });
const RUN = { numRuns: 80, seed: 20261127 };

const setupOf = ({ facts, zone, parameters }: History, rules: readonly Rule[]): ScanSetup => ({
  rules,
  facts,
  zone,
  parameters,
  currency: HISTORY_CURRENCY,
});

function foundBy(history: History, rules: readonly Rule[], shift = 0): Found {
  const engine = new ScanEngine(setupOf(history, rules));
  for (const row of history.rows) engine.feed({ ...row, id: row.id + shift });
  return engine.outcome().findings;
}

/** As from one thread to another. */
function handOver(found: Found, rules: readonly Rule[], { parameters }: History): Found {
  const memory: ArrayBuffer[] = [];
  const packed = found.pack(memory);
  const received = structuredClone(packed, { transfer: memory });
  expect(memory.every(({ byteLength }) => byteLength === 0)).toBe(true);
  return foundIn(received, rules, parameters);
}

it('is the same whichever of the rules fold in another thread', () => {
  fc.assert(
    fc.property(sources, fc.subarray([...RULES]), ({ seed, aim }, aside) => {
      const history = generateHistory(seed, aim);
      const here = RULES.filter((rule) => !aside.includes(rule));
      const joined = foundBy(history, here).joined(handOver(foundBy(history, aside), RULES, history), RULES);
      const { findings } = scan(setupOf(history, RULES), history.rows);
      expect([...joined]).toEqual(findings);
      expect(findingsDigest(joined)).toBe(findingsDigest(findings));
      expect(joined.counts().map(({ rule }) => rule)).toEqual(RULES.map(({ code }) => code));
    }),
    RUN,
  );
});

it('keeps ids that need more than four bytes', () => {
  const history = generateHistory(7, 'mixed');
  const far = 2 ** 40;
  const ids = (found: Found): number[] => [...found].flatMap(({ transactions }) => transactions);
  const near = ids(foundBy(history, RULES));
  expect(near.length).toBeGreaterThan(0);
  expect(ids(handOver(foundBy(history, RULES, far), RULES, history))).toEqual(near.map((id) => id + far));
});
