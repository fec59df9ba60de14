import { Injectable } from '@nestjs/common';
import { CaseFindings, CaseHistory } from '@thaw/cases';
import { weighing } from '@thaw/cases/domain';
import { isDomainError, systemActor, type UserActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { ImportsQuery } from '@thaw/transactions';
import { DEMO_MERCHANT_NO } from './demo-shops';
import type { SeededPeople } from './people-seed';
import type { SeededTerminals } from './registry-seed';
import { SeededCases } from './seeded-cases';

const SETUP = systemActor('setup');

/** Cases that wait: one for an agent, one for the merchant's documents, one for a supervisor's approval. */
@Injectable()
export class CaseSeed {
  constructor(
    private readonly database: Database,
    private readonly cases: SeededCases,
    private readonly hits: CaseFindings,
    private readonly history: CaseHistory,
    private readonly imports: ImportsQuery,
  ) {}

  async run(people: SeededPeople, terminals: SeededTerminals): Promise<void> {
    await this.reported(people);
    await this.awaitingMerchant(people);
    await this.pendingApproval(people, terminals.get('TR000001') ?? '');
  }

  private async reported({ wang }: SeededPeople): Promise<void> {
    await this.cases.open(wang, {
      terminal: { merchantNo: DEMO_MERCHANT_NO.fashion, terminalNo: 'FS000001' },
      measures: [{ level: 'F1', scope: 'amount_limits', limitSingleFen: 100_000, limitDailyFen: 1_000_000 }],
      channel: 'phone',
      text: '监控提示：闭店后多次出现大额交易，已先行限额。',
    });
  }

  private async awaitingMerchant({ wang }: SeededPeople): Promise<void> {
    const number = await this.cases.open(wang, {
      terminal: { merchantNo: DEMO_MERCHANT_NO.building, terminalNo: 'BD000001' },
      measures: [{ level: 'F2', scope: 'settlement', heldAmountFen: 18_640_000, heldGround: 'review' }],
      channel: 'phone',
      text: '单日多笔交易贴近单笔限额，已延迟结算。',
    });
    await this.cases.bring(wang, number, {
      reported: (standing) => this.cases.triage(wang, standing, 'LIMIT_BREACH'),
      investigating: (standing) =>
        this.cases.ask(wang, standing, ['E01', 'E02', 'E05'], '请提供近三个月大额交易的凭证。'),
    });
  }

  private async pendingApproval(people: SeededPeople, terminalId: string): Promise<void> {
    const { lin, chengxin } = people;
    const number = await this.cases.open(people.wang, {
      terminal: { merchantNo: DEMO_MERCHANT_NO.trading, terminalNo: 'TR000001' },
      measures: [
        { level: 'F2', scope: 'settlement', heldAmountFen: 42_350_000, heldGround: 'review' },
        { level: 'F3', scope: 'credit_cards' },
      ],
      channel: 'phone',
      text: '少数信用卡反复刷取整数大额，疑似套现。',
    });
    await this.cases.bring(lin, number, {
      reported: (standing) => this.cases.triage(lin, standing, 'CASHOUT'),
      investigating: async (standing) => {
        if (!standing.scan) await this.scan(lin, number, terminalId);
        await this.cases.ask(lin, standing, ['E01', 'E02'], '请提供以下交易的签购单与对应合同。');
      },
      awaiting_merchant: (standing) =>
        this.cases.act(chengxin, standing, 'submit_evidence', {
          absences: standing.evidence.items
            .filter(({ state }) => state === 'requested')
            .map(({ id }) => ({ itemId: id, reason: '店里没有保存这些单据。' })),
        }),
      reviewing: async (standing) => {
        for (const { id } of standing.evidence.items.filter(({ state }) => state === 'supplied')) {
          await this.cases.act(lin, standing, 'reject', { itemId: id, text: '未提供任何凭证。' });
        }
        await this.propose(lin, number);
      },
    });
  }

  /** The history must be in before it is scanned: its job, and the scan's, are done here and now. */
  private async scan(agent: UserActor, number: string, terminalId: string): Promise<void> {
    const { items } = await this.database.asActor(SETUP, (tx) =>
      this.imports.listOfTerminal(tx, SETUP, terminalId, { limit: 1 }),
    );
    for (const { id } of items) await this.history.runImport(id);
    await this.history.runScan(await this.requestScan(agent, number));
  }

  /** An interrupted seed may have left one under way. */
  private async requestScan(agent: UserActor, number: string): Promise<string> {
    try {
      return (await this.history.startScan(agent, number)).id;
    } catch (error) {
      if (isDomainError(error, 'ALREADY_EXISTS')) return String(error.context.extra?.['scanId']);
      throw error;
    }
  }

  private async propose(agent: UserActor, number: string): Promise<void> {
    const standing = await this.cases.standing(agent, number);
    const findings = (await this.hits.of(agent, number)) as readonly { id: string; weight: number }[];
    await this.cases.act(agent, standing, 'propose', {
      outcome: 'T',
      measuresAfter: standing.measures
        .filter(({ liftedAt }) => liftedAt === null)
        .map(({ id }) => ({ measureId: id, change: 'keep' })),
      reasons: weighing(findings).map(({ id }) => ({ findingId: id, reason: '商户未能提供真实交易凭证。' })),
      text: '命中规则多项且互相印证，商户未提供任何凭证，建议终止。',
    });
  }
}
