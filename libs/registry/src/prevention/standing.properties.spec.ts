import fc from 'fast-check';
import { addDays, daysBetween } from './calendar-day';
import { policyOn } from './policy';
import { softwareIsCurrent, standingOn, virusDatabaseIsCurrent, type PreventionFacts } from './standing';

const day = fc.integer({ min: 0, max: 2_000 }).map((days) => addDays('2024-01-01', days));
const some = fc.option(day);
const version = fc.constantFrom('1', '2', '3', '4');
const facts: fc.Arbitrary<PreventionFacts> = fc.record({
  inspectionDueOn: some,
  softwareVersion: fc.option(version),
  releases: fc.uniqueArray(fc.record({ version, currentFrom: day }), { selector: (one) => one.version }),
  virusDatabaseOn: some,
  patchedUntil: some,
  passwordRotatedOn: some,
});
const judge = (today: string, known: PreventionFacts) => standingOn(today, known, policyOn(today));

it('is overdue exactly from the day after its day, by as many days', () =>
  fc.assert(
    fc.property(day, facts, (today, known) => {
      for (const { state, dueOn, daysOverdue } of judge(today, known)) {
        expect(state === 'overdue').toBe(dueOn !== null && today > dueOn);
        expect(daysOverdue).toBe(state === 'overdue' ? daysBetween(dueOn as string, today) : null);
      }
    }),
  ));

it('what is overdue stays so, and grows a day a day, while nothing is told', () =>
  fc.assert(
    fc.property(day, facts, (today, known) => {
      const [now, then] = [judge(today, known), judge(addDays(today, 1), known)];
      now.forEach(({ state, daysOverdue }, n) => {
        if (state === 'overdue')
          expect(then[n]).toMatchObject({ state, daysOverdue: Number(daysOverdue) + 1 });
      });
    }),
  ));

it('a later date of anything never makes it due sooner', () =>
  fc.assert(
    fc.property(day, facts, fc.nat(400), (today, known, days) => {
      const later = (date: string | null): string | null => date && addDays(date, days);
      const renewed = judge(today, {
        ...known,
        inspectionDueOn: later(known.inspectionDueOn),
        virusDatabaseOn: later(known.virusDatabaseOn),
        patchedUntil: later(known.patchedUntil),
        passwordRotatedOn: later(known.passwordRotatedOn),
      });
      judge(today, known).forEach(({ kind, dueOn }, n) => {
        const again = renewed[n]?.dueOn ?? null;
        if (dueOn !== null && kind !== 'software') expect(again).toBe(addDays(dueOn, days));
        if (kind === 'software') expect(again).toBe(dueOn);
      });
    }),
  ));

it('what is overdue is not current on that day', () =>
  fc.assert(
    fc.property(day, facts, (today, known) => {
      const overdue = judge(today, known)
        .filter(({ state }) => state === 'overdue')
        .map(({ kind }) => kind);
      if (overdue.includes('software')) expect(softwareIsCurrent(known, today)).toBe(false);
      const fresh = virusDatabaseIsCurrent(known, today, policyOn(today));
      expect(overdue.includes('virus_database')).toBe(fresh === false);
    }),
  ));

it('one version of a model at least is current, once one is announced', () =>
  fc.assert(
    fc.property(day, facts, (today, { releases }) => {
      const current = releases.filter(
        (one) => softwareIsCurrent({ softwareVersion: one.version, releases }, today) === true,
      );
      expect(current.length > 0).toBe(releases.some(({ currentFrom }) => currentFrom <= today));
    }),
  ));
