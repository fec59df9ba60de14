import { Injectable } from '@nestjs/common';
import type { UserActor } from '@thaw/kernel';
import { RuleSetsQuery, RuleSetsService, type RuleSetSummary } from '@thaw/risk';
import type { RuleSettingChange } from '@thaw/risk/rules';
import type { SeededPeople } from './people-seed';

/** The set that is active and its first draft. */
const SETS = 2;

/** Beside the defaults, which are active, a draft that scans run in shadow. It comes before the cases: their scans show it. */
@Injectable()
export class RuleSetSeed {
  constructor(
    private readonly sets: RuleSetsService,
    private readonly query: RuleSetsQuery,
  ) {}

  async run({ officer }: SeededPeople): Promise<void> {
    const draft = (await this.drafts(officer)) ?? (await this.draft(officer));
    if (draft.state !== 'draft') return;
    const { number } = draft;
    const rules = new Map<string, RuleSettingChange>([
      ['R1a', { parameters: { max: 3_000_000 } }],
      ['R6b', { parameters: { gap: 900 }, weight: 15 }],
    ]);
    await this.sets.edit(officer, { number, version: draft.version }, { rules });
    const { version } = await this.query.get(officer, number);
    await this.sets.startShadow(officer, { number, version, note: '先与现行规则并行两周。' });
  }

  private async drafts(officer: UserActor): Promise<RuleSetSummary | undefined> {
    const { items } = await this.query.list(officer, { limit: SETS });
    return items.find(({ number }) => number === SETS);
  }

  private async draft(officer: UserActor): Promise<RuleSetSummary> {
    const number = await this.sets.draft(officer, { basedOn: 1, name: '收紧单笔限额与连刷间隔' });
    return this.query.get(officer, number);
  }
}
