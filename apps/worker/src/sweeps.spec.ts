import { waitFor } from '../../../test/support/wait-for';
import { Sweeps } from './sweeps';

const silent = { warn: jest.fn(), info: jest.fn() };
beforeEach(() => [silent.warn, silent.info].forEach((told) => told.mockClear()));

describe('Sweeps', () => {
  it('runs again after its rest, and goes on after a failure, which it logs by name', async () => {
    let runs = 0;
    let thrice: () => void = () => undefined;
    const done = new Promise<void>((resolve) => (thrice = resolve));
    const run = (): Promise<void> => {
      runs++;
      if (runs === 3) thrice();
      return runs === 1 ? Promise.reject(new Error('not today')) : Promise.resolve();
    };
    const sweeps = new Sweeps([{ name: 'due', everyMs: 1, run }], silent);
    sweeps.start();
    await done;
    await sweeps.stop();
    expect(silent.warn).toHaveBeenCalledTimes(1);
    expect(silent.warn.mock.calls[0]?.[0]).toMatchObject({ sweep: 'due' });
  });

  it('logs how many files it removed, where there were any, and of other sweeps nothing', async () => {
    const counts = [3, 0, 2];
    let others = 0;
    const sweeps = new Sweeps(
      [
        { name: 'files', everyMs: 1, run: () => Promise.resolve(counts.shift() ?? 0), removes: true },
        { name: 'others', everyMs: 1, run: () => Promise.resolve(++others) },
      ],
      silent,
    );
    sweeps.start();
    await waitFor('both to have run', () => counts.length === 0 && others > 3);
    await sweeps.stop();
    expect(silent.info.mock.calls.map(([told]) => told as object)).toEqual([
      { sweep: 'files', count: 3 },
      { sweep: 'files', count: 2 },
    ]);
  });

  it('rests no longer than until there is something to do, and no longer than ever where that is not known', async () => {
    const known: (number | null)[] = [1, -5_000, null];
    const turns: string[] = [];
    let failed: () => void = () => undefined;
    const asked = new Promise<void>((resolve) => (failed = resolve));
    const sweeps = new Sweeps(
      [
        {
          name: 'due',
          everyMs: 3_600_000,
          run: () => Promise.resolve(turns.push('due')),
          dueIn: () => Promise.resolve(known.shift() ?? null),
        },
        {
          name: 'lost',
          everyMs: 3_600_000,
          run: () => Promise.resolve(turns.push('lost')),
          dueIn: () => {
            failed();
            return Promise.reject(new Error('no database'));
          },
        },
      ],
      silent,
    );
    sweeps.start();
    await asked;
    await waitFor('all to be asked', () => known.length === 0);
    await sweeps.stop();
    expect(turns.sort()).toEqual(['due', 'due', 'due', 'lost']);
    expect(silent.warn.mock.calls.map(([told]) => told as object)).toMatchObject([{ sweep: 'lost' }]);
  });

  it('looks at once where time was moved on past a rest, under way or not, and lets longer rests be', async () => {
    const turns: string[] = [];
    let goOn: () => void = () => undefined;
    const sweeps = new Sweeps(
      [
        {
          name: 'under way',
          everyMs: 60_000,
          run: async () => {
            turns.push('under way');
            await new Promise<void>((resolve) => (goOn = resolve));
          },
        },
        { name: 'at rest', everyMs: 60_000, run: () => Promise.resolve(turns.push('at rest')) },
        { name: 'hourly', everyMs: 3_600_000, run: () => Promise.resolve(turns.push('hourly')) },
      ],
      silent,
    );
    sweeps.start();
    await waitFor('each to have looked', () => turns.length === 3);
    await new Promise(setImmediate);
    sweeps.movedOn(60_000);
    goOn();
    await waitFor('both to have looked again', () => turns.length === 5);
    const stopped = sweeps.stop();
    goOn();
    await stopped;
    expect(turns.sort()).toEqual(['at rest', 'at rest', 'hourly', 'under way', 'under way']);
  });

  it('never runs one sweep twice at once, while others go their own way', async () => {
    let atOnce = 0;
    let most = 0;
    let runs = 0;
    let others = 0;
    const slow = async (): Promise<void> => {
      runs++;
      most = Math.max(most, ++atOnce);
      await new Promise((resolve) => setTimeout(resolve, 5));
      atOnce--;
    };
    const quick = (): Promise<void> => {
      others++;
      return Promise.resolve();
    };
    const sweeps = new Sweeps(
      [
        { name: 'slow', everyMs: 0, run: slow },
        { name: 'quick', everyMs: 0, run: quick },
      ],
      silent,
    );
    sweeps.start();
    sweeps.start();
    // The slow one began several times while a second loop, had there been one, would have begun as often beside it.
    await waitFor('both to have run several times', () => runs > 4 && others > runs);
    await sweeps.stop();
    expect(most).toBe(1);
  });

  it('stops without waiting for the next turn, but waits for the one under way', async () => {
    let finished = false;
    let begin: () => void = () => undefined;
    const begun = new Promise<void>((resolve) => (begin = resolve));
    const sweeps = new Sweeps(
      [
        { name: 'hourly', everyMs: 3_600_000, run: () => Promise.resolve() },
        {
          name: 'long',
          everyMs: 3_600_000,
          run: async () => {
            begin();
            await new Promise((resolve) => setTimeout(resolve, 30));
            finished = true;
          },
        },
      ],
      silent,
    );
    sweeps.start();
    await begun;
    await sweeps.stop();
    expect(finished).toBe(true);
  });
});
