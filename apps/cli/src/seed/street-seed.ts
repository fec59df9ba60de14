import { Injectable } from '@nestjs/common';
import { DEMO_STREET, type Stage, type StreetCase } from './demo-street';
import type { SeededPeople } from './people-seed';
import { SeedClock } from './seed-clock';
import { SeededCases, type Plan } from './seeded-cases';

const STAGES: readonly Stage[] = ['reported', 'investigating', 'awaiting_merchant', 'reviewing'];

/** The cases of {@link DEMO_STREET}, opened and worked on in the hours before. */
@Injectable()
export class StreetSeed {
  constructor(
    private readonly clock: SeedClock,
    private readonly cases: SeededCases,
  ) {}

  async run(people: SeededPeople): Promise<void> {
    const longestAgo = [...DEMO_STREET].sort((one, other) => other.hoursAgo - one.hoursAgo);
    for (const each of longestAgo) await this.bring(people, each);
  }

  private async bring(people: SeededPeople, each: StreetCase): Promise<void> {
    const { shop, hoursAgo, measures, text, reasonCode, asked } = each;
    const agent = people[each.by];
    const terminalNo = shop.terminals[0]?.terminalNo ?? '';
    const notice = {
      terminal: { merchantNo: shop.merchantNo, terminalNo },
      measures,
      channel: 'phone',
      text,
    };
    const number = await this.clock.ago(hoursAgo, () => this.cases.open(agent, notice));
    // A tenth of the time since for each step, so that they come one after another and none lies ahead.
    const later = <T>(steps: number, work: () => Promise<T>): Promise<T> =>
      this.clock.ago(hoursAgo * (1 - steps / 10), work);
    const plan: Plan = {
      reported: (standing) =>
        later(1, async () => {
          await this.cases.triage(agent, standing, reasonCode);
          if (each.note !== undefined) await this.cases.act(agent, standing, 'note', { text: each.note });
        }),
      investigating: (standing) =>
        later(3, () => this.cases.ask(agent, standing, asked, '请补充以下材料，照片拍清楚即可。')),
      awaiting_merchant: (standing) =>
        later(6, () =>
          this.cases.act(agent, standing, 'submit_evidence', {
            onBehalfChannel: 'phone',
            absences: standing.evidence.items
              .filter(({ state }) => state === 'requested')
              .map(({ id }) => ({ itemId: id, reason: '商户来电说明：原件已遗失，无法提供。' })),
          }),
        ),
    };
    const steps = STAGES.slice(0, STAGES.indexOf(each.stage));
    await this.cases.bring(agent, number, Object.fromEntries(steps.map((stage) => [stage, plan[stage]])));
  }
}
