import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '@thaw/kernel';
import { ACTIONS, CASE_STATES, LIFECYCLE, PERSONAS, decide, findTransitions } from './index';
import type { ActionName, CaseState, Persona } from './index';
import { actorAs, factsFor, favourablePayload, snapshotFor } from '../../../../test/factories/case-facts';

const EXPECTATIONS = join(__dirname, '../../../../test/expectations');
const STATES = ['none', ...CASE_STATES] as const;
type Cell = 'ok' | '-' | 'x';
const CODE_OF: { readonly [cell in Exclude<Cell, 'ok'>]: string } = {
  '-': 'ACTION_NOT_ALLOWED',
  x: 'ACTION_NOT_YOURS',
};

const readRows = (file: string): string[][] =>
  readFileSync(join(EXPECTATIONS, file), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.trim().split(','));

const [header = [], ...rows] = readRows('lifecycle.csv');
const expected = new Map<string, Cell>();
for (const [action, persona, ...cells] of rows) {
  cells.forEach((cell, index) => expected.set(`${action}/${persona}/${header[index + 2]}`, cell as Cell));
}

function verdict(action: ActionName, persona: Persona, state: CaseState | 'none'): string {
  const found = findTransitions(action, state, [persona]);
  if ('code' in found) return found.code;
  try {
    decide(action, snapshotFor(action, state), factsFor(action, state, persona), {
      actor: actorAs(persona),
      personas: [persona],
      payload: favourablePayload(action),
    });
    return 'ok';
  } catch (error) {
    return error instanceof DomainError
      ? `${error.code} ${error.context.rule ?? error.context.field ?? ''}`
      : String(error);
  }
}

describe('every (state, action, persona) against the table written by hand', () => {
  it('misses no cell in either', () => {
    const cells = ACTIONS.flatMap((action) =>
      PERSONAS.flatMap((persona) => STATES.map((state) => `${action}/${persona}/${state}`)),
    );
    expect([...expected.keys()].sort()).toEqual(cells.sort());
    expect([...new Set(expected.values())].sort()).toEqual(['-', 'ok', 'x']);
  });

  it.each(ACTIONS)('%s', (action) => {
    const wrong: string[] = [];
    for (const persona of PERSONAS) {
      for (const state of STATES) {
        const cell = expected.get(`${action}/${persona}/${state}`) ?? 'missing';
        const want = cell === 'ok' ? 'ok' : CODE_OF[cell as Exclude<Cell, 'ok'>];
        const got = verdict(action, persona, state);
        if (got !== want) wrong.push(`${persona} in ${state}: expected ${want}, got ${got}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

it('has a row for every action, reaches every state, and leaves none without a way out', () => {
  expect([...new Set(LIFECYCLE.map((row) => row.action))].sort()).toEqual([...ACTIONS].sort());
  for (const state of CASE_STATES) {
    expect(LIFECYCLE.some((row) => row.from.includes(state) && row.to !== 'same')).toBe(true);
  }
});
