import { Injectable } from '@nestjs/common';
import { CaseQuery, CaseService, type FreezeNotice } from '@thaw/cases';
import type { ActionName } from '@thaw/cases/domain';
import type { UserActor } from '@thaw/kernel';

export type StaffCase = Extract<Awaited<ReturnType<CaseQuery['get']>>, { readonly stateSince: Date }>;

/** What is done to a case that stands in a state, until it stands where the demo wants it. */
export type Plan = Readonly<Partial<Record<string, (standing: StaffCase) => Promise<void>>>>;

/** The demo's people at work on its cases: by the same services as everyone, and again where they were interrupted. */
@Injectable()
export class SeededCases {
  constructor(
    private readonly cases: CaseService,
    private readonly query: CaseQuery,
  ) {}

  /** The same notice again gives the same case, so that an interrupted seed finds its cases. */
  async open(actor: UserActor, notice: FreezeNotice): Promise<string> {
    const key = `demo seed ${'terminalNo' in notice.terminal ? notice.terminal.terminalNo : ''}`;
    return (await this.cases.open(actor, notice, key)).number;
  }

  async bring(viewer: UserActor, number: string, plan: Plan): Promise<void> {
    for (;;) {
      const standing = await this.standing(viewer, number);
      const next = plan[standing.state];
      if (!next) return;
      await next(standing);
    }
  }

  async triage(agent: UserActor, standing: StaffCase, reasonCode: string): Promise<void> {
    if (standing.ownerId === null) await this.act(agent, standing, 'take', {});
    await this.act(agent, await this.standing(agent, standing.number), 'triage', { reasonCode });
  }

  async ask(agent: UserActor, { number }: StaffCase, codes: readonly string[], text: string): Promise<void> {
    const items = codes.map((code) => ({ code, required: true }));
    await this.act(agent, await this.standing(agent, number), 'request_evidence', { items, text });
  }

  async act(
    actor: UserActor,
    { number }: Pick<StaffCase, 'number'>,
    action: ActionName,
    payload: object,
  ): Promise<void> {
    const moves = !['take', 'assess', 'reject'].includes(action);
    // A merchant is held to another version than staff: each acts on the one they are shown.
    const { version } = await this.query.get(actor, number);
    await this.cases.act(actor, number, action, moves ? version : null, payload);
  }

  async standing(viewer: UserActor, number: string): Promise<StaffCase> {
    const found = await this.query.get(viewer, number);
    if ('stateSince' in found) return found;
    throw new Error('a case is seeded by staff');
  }
}
