import { Injectable } from '@nestjs/common';
import type { Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { SIDE_OF, type InvolvementFacts, type Persona, type Side } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class InvolvementFactsQuery implements FactsReader<InvolvementFacts> {
  async read({ tx, rows, freezeCase: { id, terminalId }, actor }: FactsAbout): Promise<InvolvementFacts> {
    const proposals = await rows.proposals();
    const appeals = await rows.appeals();
    const acted = await tx.query<{ actor: string; persona: Persona; type: string }[]>(
      'SELECT DISTINCT actor, persona, type FROM case_event WHERE case_id = $1 AND actor LIKE $2',
      [id, 'user:%'],
    );
    const others = await tx.query<unknown[]>(
      `SELECT 1 FROM freeze_case WHERE terminal_id = $1 AND state <> 'closed' AND id <> $2 LIMIT 1`,
      [terminalId, id],
    );
    return {
      involvement: {
        proposers: proposals.map(({ proposedBy }) => proposedBy),
        approvers: proposals.flatMap(({ state, decidedBy }) =>
          state === 'approved' && decidedBy ? [decidedBy] : [],
        ),
        appealDeciders: appeals.flatMap(({ decidedBy }) => (decidedBy ? [decidedBy] : [])),
        froze: acted
          .filter(({ type, persona }) => FROZE.includes(type) && persona !== 'merchant')
          .map((event) => event.actor.slice('user:'.length)),
        held: await this.holders(tx, id),
        actorSides: await this.sidesOf(tx, id, actor),
      },
      otherOpenCase: others.length > 0,
    };
  }

  private async holders(tx: Tx, caseId: string): Promise<readonly string[]> {
    const rows = await tx.query<{ person: string }[]>(
      `SELECT h.placed_by::text AS person FROM authority_hold h WHERE h.case_id = $1
       UNION SELECT replace(f.uploaded_by, 'user:', '') FROM authority_hold h
         JOIN evidence_file f ON f.id = h.file_id WHERE h.case_id = $1`,
      [caseId],
    );
    return rows.map(({ person }) => person);
  }

  /** The sides of the case on which this person has acted before. */
  async sidesOf(tx: Tx, caseId: string, actor: Actor): Promise<readonly Side[]> {
    return actor.kind === 'user' ? this.sidesOfUser(tx, caseId, actor.userId) : [];
  }

  async sidesOfUser(tx: Tx, caseId: string, userId: string): Promise<readonly Side[]> {
    const acted = await tx.query<{ persona: Persona }[]>(
      'SELECT DISTINCT persona FROM case_event WHERE case_id = $1 AND actor = $2',
      [caseId, `user:${userId}`],
    );
    return [...new Set(acted.flatMap(({ persona }) => SIDE_OF[persona] ?? []))];
  }
}

/** What somebody does who sets a measure, or stands by one. */
const FROZE: readonly string[] = ['opened', 'notice_joined', 'measure_imposed', 'measure_confirmed'];
