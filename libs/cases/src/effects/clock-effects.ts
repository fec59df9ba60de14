import { Injectable } from '@nestjs/common';
import { ClocksService } from '@thaw/sla';
import type { ClockEffect } from '../domain';
import type { EffectHandlers } from './effect-handlers';

@Injectable()
export class ClockEffects {
  readonly handlers: EffectHandlers<ClockEffect> = {
    start_clock: ({ tx, freezeCase, now }, { clock, deadline }) =>
      this.clocks.start(tx, freezeCase.id, clock, now, deadline.target),
    retarget_clock: ({ tx, freezeCase, now }, { clock, target }) =>
      this.clocks.retarget(tx, freezeCase.id, clock, now, target),
    extend_clock: ({ tx, freezeCase, now }, { clock, dueAt }) =>
      this.clocks.extend(tx, freezeCase.id, clock, now, dueAt),
    pause_clock: ({ tx, freezeCase, now }, { clock }) => this.clocks.pause(tx, freezeCase.id, clock, now),
    resume_clock: ({ tx, freezeCase, now }, { clock }) => this.clocks.resume(tx, freezeCase.id, clock, now),
    stop_clock: ({ tx, freezeCase, now }, { clock }) => this.clocks.stop(tx, freezeCase.id, clock, now),
    clear_overdue: ({ tx, freezeCase }, { clock }) => this.clocks.clearOverdue(tx, freezeCase.id, clock),
  };

  constructor(private readonly clocks: ClocksService) {}
}
