import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import type { Sale } from '../factories/history';
import type { Person, TestDesk } from './test-desk';

/** Five sales over the single limit on as many days, in the order of time. */
export const LARGE: readonly Sale[] = [10, 11, 12, 13, 14].map((day) => ({
  at: `2026-11-${day}T11:15:00+08:00`,
  amountFen: 5_000_001 + day,
  card: `k1.card-${day}`,
  cardType: 'credit',
}));

interface SlipSeen {
  id: string;
  revision: number;
  state: string;
  fileId: string | null;
  absenceReason: string | null;
  assessment: string | null;
  assessmentReason: string | null;
  keptUntil: string;
  sale: { amountFen: number };
  transactionId?: number;
  insideRetention?: boolean;
  agrees?: { numberSame: boolean | null };
}

export interface Picked {
  id: number;
  occurredAt: string;
}

/** A case whose sales can be asked for their slips, and all that is done with these. */
export class Slips {
  private constructor(
    readonly cast: Cast,
    readonly driven: DrivenCase,
    readonly sales: readonly Picked[],
  ) {}

  static async of(desk: TestDesk, reasonCode = 'CARD_REPEAT'): Promise<Slips> {
    const cast = await castOf(desk);
    const driven = await DrivenCase.open(desk, cast, LARGE);
    await desk.database.query(`UPDATE transaction SET card_last_four = '0007', trace_no = '000123' WHERE terminal_id = $1`, [cast.shop.terminal.id]);
    await driven.act(cast.agent, 'triage', { reasonCode });
    return new Slips(cast, driven, await salesOf(desk, cast));
  } // prettier-ignore

  ask(slips: object, status = 201, items: object[] = []) {
    return this.driven.act(this.cast.agent, 'request_evidence', { items, slips }, status);
  }

  pick(...indexes: number[]) {
    return this.ask({ transactions: indexes.map((index) => this.sales[index]) });
  }

  async seen(person: Person = this.cast.agent): Promise<SlipSeen[]> {
    return (await this.driven.seenBy(person)).evidence.slips as SlipSeen[];
  }

  async item(): Promise<{ id: string; state: string; standing: { why: { code: string } }; absenceReason: string | null }> {
    const { evidence } = await this.driven.seenBy(this.cast.agent);
    return (evidence.items as { code: string }[]).find(({ code }) => code === 'E01') as never;
  }

  async upload(): Promise<string> {
    const { id } = (await this.driven.upload(this.cast.merchant, (await this.item()).id)) as { id: string };
    return id;
  }

  /** The slip at this place in the order of sales, answered as it is now. */
  async answer(index: number, answer: object, status = 201, person = this.cast.merchant) {
    const { id: slipId, revision } = (await this.seen(person))[index]!;
    const onBehalf = person === this.cast.merchant ? {} : { onBehalfChannel: 'paper' };
    const answers = [{ slipId, revision, ...answer }];
    return this.driven.act(person, 'answer_slips', { answers, ...onBehalf }, status);
  }

  async answerWell(index: number): Promise<void> {
    await this.answer(index, { fileId: await this.upload(), document: 'original', signed: true });
  }

  async judge(index: number, verdict: object, status = 201, person = this.cast.agent) {
    const { id: slipId, revision } = (await this.seen())[index]!;
    return this.driven.act(person, 'assess_slips', { verdicts: [{ slipId, revision, ...verdict }] }, status);
  }

  submit(status = 201) {
    return this.driven.act(this.cast.merchant, 'submit_evidence', {}, status);
  }

  async hits(): Promise<{ rule: string; weight: number; id: string }[]> {
    const findings = (await this.driven.findings(this.cast.agent)) as { rule: string; weight: number; id: string }[];
    return findings.filter(({ rule }) => rule.startsWith('R7'));
  }
} // prettier-ignore

export async function salesOf(desk: TestDesk, { shop }: Cast): Promise<Picked[]> {
  const rows = await desk.database.query<{ id: string; occurred_at: Date }>(
    'SELECT id, occurred_at FROM transaction WHERE terminal_id = $1 ORDER BY occurred_at',
    [shop.terminal.id],
  );
  return rows.map(({ id, occurred_at: at }) => ({ id: Number(id), occurredAt: at.toISOString() }));
}

/** A refusal by this rule. */
export const refusedWith = (rule: string) => ({ code: 'GUARD_REFUSED', rule });
