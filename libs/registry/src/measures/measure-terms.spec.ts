import { DomainError } from '@thaw/kernel';
import { MEASURE_LEVELS, MEASURE_LEVEL_WORDS, measureFace } from './measure';
import { measureTerms, narrowedTerms, readTerms, storedTerms, type MeasureDraft } from './measure-terms';

const fieldOf = (work: () => unknown): string | undefined => {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'INVALID_REQUEST') return error.context.field;
    throw error;
  }
  return undefined;
};

describe('measureTerms', () => {
  it.each<[MeasureDraft, string | undefined]>([
    [{ level: 'F0', scope: 'terminal' }, undefined],
    [{ level: 'F1', scope: 'amount_limits', limitSingleFen: 100 }, undefined],
    [{ level: 'F1', scope: 'terminal' }, undefined],
    [{ level: 'F2', scope: 'settlement', heldAmountFen: 1, heldGround: 'review' }, undefined],
    [{ level: 'F3', scope: 'refunds' }, undefined],
    [{ level: 'F5', scope: 'merchant', heldGround: 'authority' }, undefined],
    [{ level: 'F8', scope: 'terminal' }, 'level'],
    [{ level: 'F4', scope: 'the_world' }, 'scope'],
    [{ level: 'F4', scope: 'credit_cards' }, 'scope'],
    [{ level: 'F4', scope: 'terminal', limitDailyFen: 100 }, 'limitDailyFen'],
    [{ level: 'F1', scope: 'terminal', limitSingleFen: 0 }, 'limitSingleFen'],
    [{ level: 'F1', scope: 'terminal', limitSingleFen: 1.5 }, 'limitSingleFen'],
    [{ level: 'F4', scope: 'terminal', heldAmountFen: 100 }, 'heldAmountFen'],
    [{ level: 'F5', scope: 'settlement', heldAmountFen: -1 }, 'heldAmountFen'],
    [{ level: 'F5', scope: 'settlement', heldGround: 'suspected laundering' }, 'heldGround'],
  ])('%j is refused at %s', (draft, field) => expect(fieldOf(() => measureTerms(draft))).toBe(field));
});

describe('narrowedTerms', () => {
  const from = (draft: MeasureDraft) => measureTerms(draft);

  it.each<[string, MeasureDraft, Parameters<typeof narrowedTerms>[1], string | undefined]>([
    ['a lower level', { level: 'F4', scope: 'terminal' }, { level: 'F1', limitDailyFen: 500_000 }, undefined],
    ['a higher one', { level: 'F1', scope: 'terminal' }, { level: 'F2' }, 'level'],
    ['the same', { level: 'F4', scope: 'terminal' }, { level: 'F4' }, 'level'],
    [
      'from all terminals to one',
      { level: 'F4', scope: 'merchant' },
      { level: 'F4', scope: 'terminal' },
      undefined,
    ],
    [
      'from one terminal to all',
      { level: 'F4', scope: 'terminal' },
      { level: 'F2', scope: 'merchant' },
      'scope',
    ],
    [
      'a raised limit',
      { level: 'F1', scope: 'amount_limits', limitSingleFen: 100 },
      { level: 'F1', limitSingleFen: 200 },
      undefined,
    ],
    [
      'a lowered one',
      { level: 'F1', scope: 'amount_limits', limitSingleFen: 100 },
      { level: 'F1', limitSingleFen: 99 },
      'limitSingleFen',
    ],
    [
      'from the whole terminal to one part of its trading',
      { level: 'F3', scope: 'terminal' },
      { level: 'F3', scope: 'refunds' },
      undefined,
    ],
    [
      'from one part to another',
      { level: 'F3', scope: 'refunds' },
      { level: 'F3', scope: 'credit_cards' },
      'scope',
    ],
    [
      'from one part to the whole',
      { level: 'F3', scope: 'refunds' },
      { level: 'F3', scope: 'terminal' },
      'scope',
    ],
    ['from one part to a lower level', { level: 'F3', scope: 'refunds' }, { level: 'F1' }, undefined],
    [
      'limits that stay as they are',
      { level: 'F1', scope: 'terminal', limitDailyFen: 900 },
      { level: 'F1' },
      'level',
    ],
    ['no level', { level: 'F4', scope: 'terminal' }, { level: 'F9' }, 'level'],
  ])('%s', (_, old, wish, field) => expect(fieldOf(() => narrowedTerms(from(old), wish))).toBe(field));

  it('keeps what it does not speak of', () => {
    const releaseAt = new Date('2026-12-01T00:00:00Z');
    const held = from({
      level: 'F5',
      scope: 'settlement',
      heldAmountFen: 900,
      heldGround: 'disputes',
      releaseAt,
    });
    expect(narrowedTerms(held, { level: 'F2' })).toEqual({ ...held, level: 'F2' });
    expect(narrowedTerms(held, { level: 'F2', heldAmountFen: 100 })).toMatchObject({ heldAmountFen: 100 });
    expect(narrowedTerms(held, { level: 'F1' })).toMatchObject({ scope: 'terminal', heldAmountFen: null });
    const expiresAt = new Date('2027-01-01T00:00:00Z');
    const ending = from({ level: 'F4', scope: 'merchant', expiresAt });
    expect(narrowedTerms(ending, { level: 'F2' })).toMatchObject({ scope: 'merchant', expiresAt });
  });

  it('raises one limit and leaves the other as it stands, unless it is given up', () => {
    const limited = from({ level: 'F1', scope: 'amount_limits', limitSingleFen: 100, limitDailyFen: 900 });
    const raised = { level: 'F1', limitSingleFen: 200 };
    expect(narrowedTerms(limited, raised)).toMatchObject({ limitSingleFen: 200, limitDailyFen: 900 });
    expect(narrowedTerms(limited, { ...raised, limitDailyFen: null })).toMatchObject({ limitDailyFen: null });
  });

  it('passes through a command’s parameters unchanged', () => {
    const terms = from({
      level: 'F5',
      scope: 'settlement',
      heldAmountFen: 1,
      releaseAt: new Date('2026-12-01T00:00:00Z'),
    });
    expect(readTerms(JSON.parse(JSON.stringify(storedTerms(terms))))).toEqual(terms);
  });
});

describe('measureFace', () => {
  const beganAt = new Date('2026-11-23T00:00:00Z');

  it('reads the same to the merchant whether an authority or a review holds the money', () => {
    const face = (heldGround: string) =>
      measureFace({
        ...measureTerms({ level: 'F5', scope: 'settlement', heldAmountFen: 1, heldGround }),
        beganAt,
        releasedAt: null,
      });
    const released = { heldGround: 'review', heldAmountFen: 1, level: 'F5', scope: 'settlement' };
    expect(measureFace({ ...measureTerms(released), beganAt, releasedAt: beganAt })).toMatchObject({
      heldAmountFen: null,
      heldGround: null,
    });
    expect(face('authority')).toEqual(face('review'));
    expect(face('disputes')).not.toEqual(face('review'));
  });

  it('reads the same whether and when the measure ends by itself, since under a hold it does not', () => {
    const face = (expiresAt: Date | null) =>
      measureFace({
        ...measureTerms({ level: 'F4', scope: 'terminal', expiresAt }),
        beganAt,
        releasedAt: null,
      });
    expect(face(new Date('2026-12-01T00:00:00Z'))).toEqual(face(null));
    expect(face(null)).not.toHaveProperty('expiresAt');
  });

  it('tells of every level but an observation, and names no level, list or suspicion', () => {
    for (const level of MEASURE_LEVELS) {
      const face = measureFace({
        ...measureTerms({ level, scope: 'terminal' }),
        beganAt,
        releasedAt: null,
      });
      expect(face === null).toBe(level === 'F0');
      expect(JSON.stringify(face)).not.toMatch(/F\d|list|suspect|risk|名单|可疑|风险/i);
    }
    expect(Object.keys(MEASURE_LEVEL_WORDS)).toEqual([...MEASURE_LEVELS]);
  });
});
