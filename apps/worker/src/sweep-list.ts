import type { INestApplicationContext } from '@nestjs/common';
import { CaseClocks } from '@thaw/cases';
import type { Clock } from '@thaw/kernel';
import { CLOCK } from '@thaw/platform';
import { GatewayCommandsService } from '@thaw/registry';
import { ScansService } from '@thaw/risk';
import { ClocksService } from '@thaw/sla';
import { ImportsService } from '@thaw/transactions';
import type { Sweep } from './sweeps';

/** Every sweep of the desk; to add one, add a line. */
export function sweeps(app: INestApplicationContext): readonly Sweep[] {
  const clock = app.get<Clock>(CLOCK, { strict: false });
  const cases = app.get(CaseClocks, { strict: false });
  const clocks = app.get(ClocksService, { strict: false });
  const gateway = app.get(GatewayCommandsService, { strict: false });
  const imports = app.get(ImportsService, { strict: false });
  const scans = app.get(ScansService, { strict: false });
  return [
    { name: 'clocks', everyMs: 250, run: () => fireAll(clocks, clock) },
    { name: 'gateway', everyMs: 500, run: () => gateway.sendDue(clock.now()) },
    { name: 'lost reminders', everyMs: 30_000, run: () => clocks.requeueLost(clock.now()) },
    { name: 'lost restores', everyMs: 30_000, run: () => cases.settleLost(clock.now()) },
    { name: 'lost imports', everyMs: 30_000, run: () => imports.requeueLost(clock.now()) },
    { name: 'lost scans', everyMs: 30_000, run: () => scans.requeueLost(clock.now()) },
  ];
}

/** Batch after batch, until nothing is due. */
async function fireAll(clocks: ClocksService, clock: Clock): Promise<void> {
  while ((await clocks.fireDue(clock.now())) > 0);
}
