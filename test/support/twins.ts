import { DrivenCase, castOf, noticeFor, type Cast } from '../factories/freeze-case';
import { insertSales, suspiciousSales } from '../factories/history';
import { runs } from './fuller';
import { openedBy, shownTo, transcriptOf, type Transcript } from './merchant-transcript';
import type { TestDesk } from './test-desk';
import type { Twin } from './twin-steps';

const STOPS_TO_A_REFUSAL = runs(2, 4);
let made = 0;

type Same = (transcript: Transcript) => Transcript;

/** Cases alike but for their reason, taken through one path step by step beside each other. */
export class Twins {
  answers = 0;
  /** Each begins at another, so that over some paths every stop that they share is asked for. */
  private stops = made++;

  constructor(
    private readonly desk: TestDesk,
    readonly twins: readonly Twin[],
    private readonly same: Same = (transcript) => transcript,
    /** What is to have happened before letters are opened: one that was read is not mailed any more. */
    private readonly beforeOpening: (twins: readonly Twin[]) => Promise<unknown> = () => Promise.resolve(),
  ) {}

  get first(): Twin {
    return this.twins[0]!;
  }

  async each(step: (twin: Twin) => Promise<unknown>): Promise<void> {
    for (const twin of this.twins) await step(twin);
    // What is listed by its time has an order then, the same for all.
    this.desk.clock.advance(1_000);
  }

  /**
   * All that the merchants can learn here, letters opened last, is the same. Most of what they can learn, and most of
   * the time, is how each action is refused: that is asked for at one stop of a few.
   */
  async alike(where: string): Promise<void> {
    const all = this.stops++ % STOPS_TO_A_REFUSAL === 0;
    for (const read of [all ? transcriptOf : shownTo, openedBy]) {
      if (read === openedBy) await this.beforeOpening(this.twins);
      const [first, ...others] = await this.readAll(read);
      for (const other of others) expect({ where, ...other }).toEqual({ where, ...first });
      this.answers += Object.keys(first ?? {}).length;
    }
  }

  private async readAll(read: typeof transcriptOf): Promise<Transcript[]> {
    // At once, since reading changes nothing for the others and takes most of the time.
    return Promise.all(this.twins.map(async ({ cast, driven }) => this.same(await read(cast, driven))));
  }
}

/**
 * Frozen with held money on an authority's ground and without: the merchant reads the same.
 * @param before what the merchant has when the notice comes.
 */
export async function frozenTwin(
  desk: TestDesk,
  reasonCode: string,
  heldGround: string,
  before: (cast: Cast) => Promise<unknown> = () => Promise.resolve(),
): Promise<Twin> {
  const cast = await castOf(desk);
  await before(cast);
  await insertSales(desk.database, cast.shop.terminal.id, suspiciousSales);
  const machine = await desk.machine('notice:open');
  const measures = [
    { level: 'F4', scope: 'terminal' },
    { level: 'F5', scope: 'settlement', heldAmountFen: 123_456, heldGround, releaseAt: '2027-12-31T16:00:00Z' },
    { level: 'F0', scope: 'terminal' },
  ];
  const { body } = await machine.post('/v1/cases').send({ ...noticeFor(cast.shop), measures }).expect(201);
  return { cast, driven: DrivenCase.of(desk, cast, body.number as string), reasonCode };
} // prettier-ignore
