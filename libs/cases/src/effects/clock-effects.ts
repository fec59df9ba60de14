import { Injectable } from '@nestjs/common';
import { ClocksService } from '@thaw/sla';
import type { ClockEffect } from '../domain';
import type { EffectHandlers } from './effect-handlers';

@Injectable()
export class ClockEffects {
  readonly handlers: EffectHandlers<ClockEffect> = {
    start_clock: ({ tx, freezeCase, now }, { clock, deadline }) =>
      this.clocks.start(tx, freezeCase.id, clock, now, deadline),
    move_clock: ({ tx, freezeCase, now }, { clock, deadline }) =>
      this.clocks.move(tx, freezeCase.id, clock, now, deadline),
    pause_clock: ({ tx, freezeCase, now }, { clock }) => this.clocks.pause(tx, freezeCase.id, clock, now),
    resume_clock: ({ tx, freezeCase, now }, { clock }) => this.clocks.resume(tx, freezeCase.id, clock, now),
    stop_clock: ({ tx, freezeCase, now }, { clock }) => this.clocks.stop(tx, freezeCase.id, clock, now),
    clear_overdue: ({ tx, freezeCase }, { clock }) => this.clocks.clearOverdue(tx, freezeCase.id, clock),
  };

  constructor(private readonly clocks: ClocksService) {}
}
