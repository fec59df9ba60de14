import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemActor } from '@thaw/kernel';
import { historyFile } from '../factories/history-file';
import { AGENT, ImportRoom, countsOf } from '../support/import-room';

let room: ImportRoom;
beforeAll(async () => (room = await ImportRoom.open()));
afterAll(() => room.close());

const WORKER = systemActor('worker');
const terminal = async (): Promise<string> => (await room.shop()).terminal.id;

describe('memory', () => {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  /** What is kept: buffers that one collection finds dead are counted until the next, on a loaded machine by tens of MB. */
  const inUse = (): number => {
    let found = Infinity;
    for (;;) {
      collect();
      const { heapUsed, external } = process.memoryUsage();
      if (heapUsed + external > found - 1_000_000) return Math.min(found, heapUsed + external);
      found = heapUsed + external;
    }
  };

  /** Most memory in use while `work` goes on, above what was in use before, in megabytes. */
  async function growth(work: (sample: () => void) => Promise<unknown>): Promise<number> {
    const before = inUse();
    let most = before;
    let samples = 0;
    const sample = (): void => {
      most = Math.max(most, inUse());
      samples += 1;
    };
    // Collecting stops the work: on a loaded machine it would else be all that is done.
    let timer: NodeJS.Timeout;
    const lookAfter = (ms: number): void => {
      timer = setTimeout(() => {
        const began = performance.now();
        sample();
        lookAfter(Math.max(200, 3 * (performance.now() - began)));
      }, ms);
    };
    lookAfter(200);
    await work(sample).finally(() => clearTimeout(timer));
    expect(samples).toBeGreaterThan(0);
    return Math.round((most - before) / 1_000_000);
  }

  it('does not grow with the history: 200,000 lines', async () => {
    const id = await terminal();
    const lines = 200_000;
    let importId = '';
    const other = await terminal();
    const grown = {
      receive: await growth(
        async () => ({ id: importId } = await room.receiveForJob(id, historyFile({ lines }))),
      ),
      run: await growth(() => room.run(importId)),
      ahead: await growth(async (sample) => {
        await room.receive(other, historyFile({ lines }));
        sample();
      }),
      again: await growth(async () => room.import(id, historyFile({ lines }))),
      read: await growth((sample) =>
        room.rooms.asActor(WORKER, async (tx) => {
          let rows = 0;
          for await (const { block } of room.reader.readHistory(tx, id)) {
            rows += block.rows;
            sample();
          }
          expect(rows).toBe(lines);
        }),
      ),
    };
    expect(countsOf(await room.query.get(AGENT, importId)).accepted).toBe(lines);
    // The file has 11 MB, its rows 60 MB. Known keys take 15 bytes each, keys of identical lines up to 23; what is on its
    // way to the server is in use as well: 12 to 30 MB were seen, loaded or not. All rows at once would be more.
    for (const [what, megabytes] of Object.entries(grown))
      expect([what, megabytes < 50, megabytes]).toEqual([what, true, megabytes]);
    process.stdout.write(`memory in use above the start, MB: ${JSON.stringify(grown)}\n`);
    // What is shown is memory, not speed: a loaded machine may take its time.
  }, 240_000);
});
