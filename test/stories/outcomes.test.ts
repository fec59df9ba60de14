import { CommandRuns } from '../support/command-runs';
import { TestDesk } from '../support/test-desk';
import { faultFrozen, hardwareFault, relocate, replace } from './outcomes/devices';
import { remediate, restricted, unfreeze } from './outcomes/giving-back';
import { malware } from './outcomes/malware';
import type { Stage } from './outcomes/stage';
import { blacklist, keepOnOrder, terminate } from './outcomes/withholding';

let stage: Stage;
beforeAll(async () => {
  const desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' });
  stage = { desk, runs: new CommandRuns(desk, 500) };
});
afterAll(() => stage.desk.stop());

/** From the notice to the closed case, over HTTP and through the worker, against the simulated terminal system. */
it.each([
  ['unfreeze: nothing was wrong', unfreeze],
  ['restricted: given back with a limit', restricted],
  ['remediate: put right first', remediate],
  ['replace: another device under the same numbers', replace],
  ['relocate: approved where it stands now', relocate],
  ['terminate: taken out of service', terminate],
  ['blacklist: listed, and the money let go', blacklist],
  ['keep: on an authority’s order, until it is released', keepOnOrder],
  ['false alarm: a broken part taken for a freeze', hardwareFault],
  ['false alarm: a fault that was frozen for, given back', faultFrozen],
  ['malware: cleaned, updated, scanned anew', malware],
] as const)('%s', async (_what, story) => story(stage));
