import { ScanProgress } from './scan-progress';

/** Words that are under way until they are let through. */
class Desk {
  readonly told: number[] = [];
  private ends: { resolve: () => void; reject: (error: Error) => void }[] = [];

  readonly tell = (rowsDone: number): Promise<void> => {
    this.told.push(rowsDone);
    return new Promise((resolve, reject) => this.ends.push({ resolve, reject }));
  };

  async let(error?: Error): Promise<void> {
    for (const { resolve, reject } of this.ends.splice(0))
      if (error) reject(error);
      else resolve();
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
}

it('tells every so many rows, and does not wait for it', async () => {
  const desk = new Desk();
  const progress = new ScanProgress(desk.tell);
  for (const rows of [10_000, 20_000, 40_000, 60_000]) progress.at(rows);
  expect(desk.told).toEqual([20_000]);
  await desk.let();
  for (const rows of [39_000, 39_999, 61_000, 90_000]) progress.at(rows);
  expect(desk.told).toEqual([20_000, 61_000]);
});

it('has told all once it has ended', async () => {
  const desk = new Desk();
  const progress = new ScanProgress(desk.tell);
  progress.at(20_000);
  let hasEnded = false;
  const ended = progress.end().then(() => (hasEnded = true));
  await Promise.resolve();
  expect(hasEnded).toBe(false);
  await desk.let();
  await ended;
  expect(hasEnded).toBe(true);
});

it('fails with what a word failed with', async () => {
  const desk = new Desk();
  const progress = new ScanProgress(desk.tell);
  progress.at(20_000);
  await desk.let(new Error('the database is gone'));
  expect(() => progress.at(21_000)).toThrow('the database is gone');
  await expect(progress.end()).rejects.toThrow('the database is gone');
});
