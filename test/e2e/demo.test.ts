import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ProjectCopy, type DeskPeer } from '../support/desk-peer';
import { IS_FULLER } from '../support/fuller';
import { PROJECT_ROOT } from '../support/process-peer';

const SAMPLES = join(PROJECT_ROOT, '..', 'shared', 'data', 'transactions');
const COFFEE = join(SAMPLES, 'coffee_vending_real.csv.gz');
const SUPERMARKET = join(SAMPLES, 'completejourney_baskets_sample.csv.gz');

let copy: ProjectCopy;
let desk: DeskPeer;

beforeAll(() => {
  copy = ProjectCopy.make();
});
afterAll(() => copy.remove());

/** What every run prints, in this order, between the notice and the end. */
const TIMELINE = [
  /machine +freeze reported +→ reported/,
  /merchant +letter delivered {2}freeze_notice/,
  /agent lin +triaged {2}CASHOUT +→ investigating/,
  /worker +history taken in/,
  /worker +scan finished/,
  /agent lin +evidence requested .*→ awaiting the merchant/,
  /merchant +evidence submitted +→ reviewing/,
  /agent lin +evidence rejected {2}E02/,
  /supervisor zhao +proposed {2}T +→ pending approval/,
  /supervisor chen +proposal returned +→ reviewing/,
  /agent lin +proposed {2}T +→ pending approval/,
  /supervisor chen +approved {2}T +→ upheld/,
  /merchant +letter delivered {2}decision_letter/,
  /merchant +appealed +→ appealing/,
  /reviewer song +appeal granted {2}full, U +→ restoring/,
  /terminal system +restore confirmed {2}3 commands +→ monitoring/,
  /clock +watch passed +→ closed/,
];

function expectWholeLife(run: { readonly code: number | null; readonly output: string }): void {
  const timeline = run.output.slice(run.output.indexOf('Timeline of'));
  let at = 0;
  for (const event of TIMELINE) {
    const found = timeline.slice(at).search(event);
    if (found < 0) throw new Error(`${String(event)} is not in its place:\n${run.output}`);
    at += found;
  }
  expect(run.output).toMatch(/✓ Case FZ-\d{8}-\d{4} is closed: trading restored\.\n$/);
  expect(run.code).toBe(0);
}

describe('npm run demo', () => {
  it('says what to do where nothing runs', () => {
    const { code, output } = copy.run(['demo', '--lang', 'en']);
    expect(code).toBe(1);
    expect(output).toContain('Run npm start in another terminal first');
  }, 60_000);

  it('drives a case from freeze to unfreeze on simulated sales, and again with a new shop', async () => {
    desk = await copy.up();
    const run = copy.run(['demo', '--lang', 'en']);
    expectWholeLife(run);
    expect(run.output).toContain('the same answer, no second case');
    expect(run.output).toMatch(/refused: SEPARATION_OF_DUTIES \(approve\.not_proposer\)/);
    for (const rule of ['R1b', 'R2', 'R4', 'R5', 'R6a', 'R6b', 'R6c'])
      expect(run.output).toMatch(new RegExp(`${rule} .* × \\d`));
    // Neither keys nor session tokens are shown, and nothing is coloured where nobody watches.
    expect(run.output).not.toMatch(/th[ks]_\w|Bearer|\x1b/);
    const inChinese = copy.run(['demo', '--lang', 'zh']);
    expect(inChinese.output).toMatch(/✓ 案件 FZ-\d{8}-\d{4} 已结案：恢复交易。\n$/);
    expect(inChinese.code).toBe(0);
  }, 120_000);

  (existsSync(COFFEE) ? it : it.skip)(
    'does the same on the real sales of coffee machines (shared/data)',
    () => {
      const run = copy.run(['demo', '--lang', 'en', '--history', COFFEE]);
      expectWholeLife(run);
      expect(run.output).toContain('occurred_at=datetime amount=money card=card');
      expect(run.output).toContain('receipt: 3899 lines, 3898 taken in, 0 duplicates, 1 rejected');
      expect(run.output).toContain('TIME_MISSING');
    },
    60_000,
  );

  // The road of the coffee machines once more, with ten times as much on it.
  if (IS_FULLER)
    (existsSync(SUPERMARKET) ? it : it.skip)(
      'does the same on real supermarket baskets (shared/data), as credit cards on a low fee',
      () => {
        const options = ['--card-type', 'credit', '--fee-profile', 'low_rate'];
        const run = copy.run(['demo', '--lang', 'en', '--history', SUPERMARKET, ...options]);
        expectWholeLife(run);
        expect(run.output).toContain('receipt: 47243 lines, 46988 taken in, 0 duplicates, 255 rejected');
        expect(run.output).toMatch(/R6c .* × \d{2}/);
      },
      90_000,
    );

  it('tells a desk that refuses what it sends apart from success', () => {
    const history = join(PROJECT_ROOT, 'package.json');
    const run = copy.run(['demo', '--lang', 'en', '--history', history]);
    expect(run.output).toContain('The demo did not come to its end');
    expect(run.output).toContain('MAPPING_INVALID');
    expect(run.code).toBe(1);
    expect(copy.run(['demo', '--nonsense']).code).toBe(2);
  }, 60_000);

  it('leaves a desk that stops in order', async () => {
    expect(await desk.stop('SIGINT')).toBe(0);
  }, 40_000);
});
