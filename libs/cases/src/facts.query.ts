import { Inject, Injectable } from '@nestjs/common';
import { Zone, actorRef, isMerchantUser, type Actor } from '@thaw/kernel';
import { CONFIG, type Config, type Tx } from '@thaw/platform';
import { GatewayCommandsService, MeasuresService } from '@thaw/registry';
import { plainTerms } from '@thaw/registry/measures';
import { ScansQuery, type ScanSummary } from '@thaw/risk';
import { IsNull } from 'typeorm';
import {
  DECIDED_STATES,
  SIDE_OF,
  type AppealFact,
  type CaseFacts,
  type ItemFact,
  type Involvement,
  type Persona,
  type ProposalFact,
  type ScanFact,
  type Side,
} from './domain';
import { Appeal, EvidenceRequest, Objection, Proposal, type FreezeCase } from './entities';

/** When a decision is made, and when what it answers came in. */
export interface Moment {
  readonly now: Date;
  readonly receivedAt: Date;
}

/** Reads all that a decision may rest on, inside the transaction that holds the case locked. */
@Injectable()
export class FactsQuery {
  private readonly zone: Zone;

  constructor(
    @Inject(CONFIG) config: Config,
    private readonly measures: MeasuresService,
    private readonly commands: GatewayCommandsService,
    private readonly scans: ScansQuery,
  ) {
    this.zone = new Zone(config.timeZone);
  }

  async load(tx: Tx, freezeCase: FreezeCase, actor: Actor, { now, receivedAt }: Moment): Promise<CaseFacts> {
    const { id } = freezeCase;
    const requests = await tx.find(EvidenceRequest, { where: { caseId: id }, order: { round: 'ASC' } });
    const last = requests.at(-1);
    const open = requests.find(({ closedAt }) => closedAt === null) ?? null;
    const proposals = await tx.find(Proposal, {
      where: { caseId: id },
      order: { proposedAt: 'ASC', id: 'ASC' },
    });
    const appeals = await tx.find(Appeal, { where: { caseId: id }, order: { round: 'ASC' } });
    const scan = await this.scans.latestFinished(tx, id);
    const pending = proposals.find(({ state }) => state === 'pending');
    const approved = proposals.findLast(({ state }) => state === 'approved');
    const appeal = appeals.find(({ decidedAt }) => decidedAt === null);
    return {
      now,
      receivedAt,
      zone: this.zone,
      measures: (await this.measures.inForceOfCase(tx, id)).map((measure) => ({
        id: measure.id,
        ...plainTerms(measure),
      })),
      items: await this.items(tx, id, open?.id ?? null),
      openRequest: open,
      overdueRequest: last?.closedAs === 'overdue' ? last : null,
      pausingRequests: requests.filter(({ pausesClock }) => pausesClock).length,
      // Submitted by the merchant, or on behalf with what the merchant said: `answerBrought` lets nothing else through.
      merchantWasHeard: requests.some(({ closedAs }) => closedAs === 'submitted' || closedAs === 'overdue'),
      scan: scan && scanFact(scan),
      pendingProposal: pending ? await this.proposalFact(tx, pending) : null,
      approvedProposal: approved ? await this.proposalFact(tx, approved) : null,
      openObjection: await tx.findOneBy(Objection, { caseId: id, answeredBy: IsNull() }),
      openAppeal: appeal ? await this.appealFact(tx, appeal, proposals) : null,
      restore: await this.commands.standing(tx, id),
      watchUntil: freezeCase.watchUntil,
      otherOpenCase: await exists(
        tx,
        `SELECT 1 FROM freeze_case WHERE terminal_id = $1 AND state <> 'closed' AND id <> $2`,
        [freezeCase.terminalId, id],
      ),
      // Holds come with the issue on the whole life of a case; until then none can be placed.
      authorityHold: false,
      involvement: await involvement(tx, id, await this.sidesOf(tx, id, actor), proposals, appeals),
    };
  }

  /** The sides of the case on which this person has acted before. */
  async sidesOf(tx: Tx, caseId: string, actor: Actor): Promise<readonly Side[]> {
    if (actor.kind !== 'user') return [];
    const acted = await tx.query<{ persona: Persona }[]>(
      'SELECT DISTINCT persona FROM case_event WHERE case_id = $1 AND actor = $2',
      [caseId, actorRef(actor)],
    );
    return [...new Set(acted.flatMap(({ persona }) => SIDE_OF[persona] ?? []))];
  }

  /**
   * The scan whose hits count: the one that an appealed decision rests on; for a merchant whose case is decided, the
   * one of the decision, since those hits an appeal has to answer; else the last one.
   */
  async scanInView(tx: Tx, { id, state }: FreezeCase, actor: Actor): Promise<string | null> {
    const appeal = await tx.findOneBy(Appeal, { caseId: id, decidedAt: IsNull() });
    if (appeal) return (await tx.findOneByOrFail(Proposal, { id: appeal.proposalId })).scanId;
    if (isMerchantUser(actor) && DECIDED_STATES.includes(state)) {
      const decided = await tx.findOne(Proposal, {
        where: { caseId: id, state: 'approved' },
        order: { proposedAt: 'DESC', id: 'DESC' },
      });
      if (decided) return decided.scanId;
    }
    return (await this.scans.latestFinished(tx, id))?.id ?? null;
  }

  private async items(tx: Tx, caseId: string, openRequestId: string | null): Promise<readonly ItemFact[]> {
    const rows = await tx.query<
      (Omit<ItemFact, 'inOpenRequest' | 'absenceReason'> & {
        absence_reason: string | null;
        request_id: string | null;
      })[]
    >(
      `SELECT i.id, i.code, i.supplier, i.required, i.state, i.absence_reason, i.request_id,
              count(f.id) FILTER (WHERE f.malware_scan <> 'refused')::int AS files,
              count(f.id) FILTER (WHERE f.malware_scan <> 'refused' AND f.uploaded_at >= r.requested_at)::int
                AS "filesSinceAsked"
       FROM evidence_item i LEFT JOIN evidence_file f ON f.item_id = i.id
         LEFT JOIN evidence_request r ON r.id = i.request_id
       WHERE i.case_id = $1 GROUP BY i.id ORDER BY i.code`,
      [caseId],
    );
    return rows.map(({ absence_reason, request_id, ...item }) => ({
      ...item,
      absenceReason: absence_reason,
      inOpenRequest: openRequestId !== null && request_id === openRequestId,
    }));
  }

  private async proposalFact(tx: Tx, proposal: Proposal): Promise<ProposalFact> {
    const { findings } = scanFact(await this.scans.summary(tx, proposal.scanId));
    const { id, outcome, proposedBy, fingerprint, measuresAfter, answersObjection, objectionReply } =
      proposal;
    return {
      id,
      outcome,
      proposedBy,
      fingerprint,
      measuresAfter,
      answersObjection,
      objectionReply,
      findings,
    };
  }

  private async appealFact(tx: Tx, appeal: Appeal, proposals: readonly Proposal[]): Promise<AppealFact> {
    const proposal = proposals.find(({ id }) => id === appeal.proposalId);
    if (!proposal) throw new Error('an appeal is against a proposal of its case');
    const { findings } = scanFact(await this.scans.summary(tx, proposal.scanId));
    const { id, round, appealedState, appealedOutcome } = appeal;
    return { id, round, appealedState, appealedOutcome, findings };
  }
}

const scanFact = (scan: ScanSummary): ScanFact => ({
  id: scan.id,
  cutOffAt: scan.cutOffAt,
  findings: scan.findings.map(({ key, ...finding }) => ({ ...finding, identity: `${finding.rule}|${key}` })),
});

async function involvement(
  tx: Tx,
  caseId: string,
  actorSides: readonly Side[],
  proposals: readonly Proposal[],
  appeals: readonly Appeal[],
): Promise<Involvement> {
  const acted = await tx.query<{ actor: string; persona: Persona; type: string }[]>(
    'SELECT DISTINCT actor, persona, type FROM case_event WHERE case_id = $1 AND actor LIKE $2',
    [caseId, 'user:%'],
  );
  return {
    proposers: proposals.map(({ proposedBy }) => proposedBy),
    approvers: proposals.flatMap(({ state, decidedBy }) =>
      state === 'approved' && decidedBy ? [decidedBy] : [],
    ),
    appealDeciders: appeals.flatMap(({ decidedBy }) => (decidedBy ? [decidedBy] : [])),
    froze: acted
      .filter(({ type, persona }) => ['opened', 'notice_joined'].includes(type) && persona !== 'merchant')
      .map((event) => event.actor.slice('user:'.length)),
    actorSides,
  };
}

async function exists(tx: Tx, sql: string, parameters: unknown[]): Promise<boolean> {
  const rows = await tx.query<unknown[]>(`${sql} LIMIT 1`, parameters);
  return rows.length > 0;
}
