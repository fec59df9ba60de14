import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { Zone, dayText, systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, CONFIG, Database, type Config } from '@thaw/platform';
import { historyCsv, simulateShop } from '@thaw/risk';
import { ImportsQuery, ImportsService } from '@thaw/transactions';
import { DEMO_SHOPS } from './demo-shops';
import type { SeededTerminals } from './registry-seed';

const SETUP = systemActor('setup');
/** Long enough for a card to come in three months in a row. */
const HISTORY_DAYS = 120;

/**
 * The shops' histories, taken in like any file. The jobs that read them run when the worker does, so that the start
 * need not wait for them.
 */
@Injectable()
export class HistorySeed {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly imports: ImportsService,
    private readonly query: ImportsQuery,
  ) {}

  async run(terminals: SeededTerminals): Promise<void> {
    const { timeZone } = this.config;
    const today = new Zone(timeZone).dayOf(this.clock.now().getTime());
    const from = dayText(today - HISTORY_DAYS);
    const all = DEMO_SHOPS.flatMap((shop) => shop.terminals);
    for (const [i, { terminalNo, history }] of all.entries()) {
      const terminalId = terminals.get(terminalNo);
      if (!history || terminalId === undefined || (await this.hasHistory(terminalId))) continue;
      const plan = {
        kind: history,
        seed: 'thaw-demo',
        shopNumber: 9_000 + i,
        from,
        days: HISTORY_DAYS,
        timeZone,
      };
      await this.imports.receive(SETUP, {
        terminalId,
        caseId: null,
        fileName: `${terminalNo}.csv`,
        content: Readable.from(historyCsv(simulateShop(plan)), { objectMode: false }),
        options: {},
      });
    }
  }

  private async hasHistory(terminalId: string): Promise<boolean> {
    const page = await this.database.asActor(SETUP, (tx) =>
      this.query.listOfTerminal(tx, SETUP, terminalId, { limit: 1 }),
    );
    return page.items.length > 0;
  }
}
