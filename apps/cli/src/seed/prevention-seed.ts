import { Inject, Injectable } from '@nestjs/common';
import { Zone, systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, type Config } from '@thaw/platform';
import { PreventionQuery, PreventionService, addDays, type PreventionTold } from '@thaw/registry';
import { DEMO_MODEL } from './demo-shops';
import type { SeededTerminals } from './registry-seed';

const SETUP = systemActor('setup');

/** How many days ago; a negative number lies ahead. */
interface Ages {
  readonly inspectionDue: number;
  readonly software: string;
  readonly virusDatabase: number;
  readonly patched: number;
  readonly password: number;
}

const KEPT_UP: Ages = { inspectionDue: -120, software: '5.3.1', virusDatabase: 4, patched: 9, password: 30 };

/** One shop keeps everything up, one has something due soon, two are behind; nobody has told anything of the others. */
const TERMINALS: Readonly<Record<string, Ages>> = {
  CV000001: KEPT_UP,
  CV000002: { ...KEPT_UP, software: '5.2.0', virusDatabase: 52, patched: 41 },
  RS000001: { ...KEPT_UP, password: 86 },
  BD000001: { ...KEPT_UP, inspectionDue: 12, virusDatabase: 45 },
};

/** Software releases, and what some terminals carry of their upkeep. */
@Injectable()
export class PreventionSeed {
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly prevention: PreventionService,
    private readonly query: PreventionQuery,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  async run(terminals: SeededTerminals): Promise<void> {
    const today = this.zone.dateText(this.clock.now().getTime());
    const ago = (days: number): string => addDays(today, -days);
    await this.database.asActor(SETUP, async (tx) => {
      if ((await this.query.announcements(tx, { limit: 1 })).items.length > 0) return;
      for (const [version, days] of [
        ['5.2.0', 240],
        ['5.3.1', 60],
      ] as const) {
        await this.prevention.announce(tx, SETUP, { model: DEMO_MODEL, version, currentFrom: ago(days) });
      }
      for (const [terminalNo, ages] of Object.entries(TERMINALS)) {
        const told: PreventionTold = {
          inspectionDueOn: ago(ages.inspectionDue),
          softwareVersion: ages.software,
          virusDatabaseOn: ago(ages.virusDatabase),
          patchedUntil: ago(ages.patched),
          passwordRotatedOn: ago(ages.password),
        };
        await this.prevention.tell(tx, SETUP, terminals.get(terminalNo) ?? '', told);
      }
    });
  }
}
