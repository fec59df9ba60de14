import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { QueueMember } from '@thaw/desk';
import { staffInEffect, usersIn } from '@thaw/identity';
import { systemActor, type Role } from '@thaw/kernel';
import { NotificationsService } from '@thaw/notifications';
import type { Tx } from '@thaw/platform';
import { IsNull } from 'typeorm';
import { snapshotOf } from '../case.repository';
import {
  LIFECYCLE,
  SIDE_OF,
  dutiesOf,
  mayDo,
  type ActionName,
  type Colleague,
  type Persona,
  type Side,
} from '../domain';
import { DutyAlarm, type FreezeCase } from '../entities';
import { FactsQuery } from '../facts/facts.query';

/** Tells the admins of a case that waits for what nobody may do. They read its number, and whose role is wanted. */
@Injectable()
export class DutyAlarms {
  constructor(
    private readonly facts: FactsQuery,
    private readonly notifications: NotificationsService,
  ) {}

  /**
   * Looks at one case, which the transaction holds locked. An alarm is raised once for each entry into a state, and
   * anew where somebody could have done it since and no longer can.
   */
  async look(tx: Tx, freezeCase: FreezeCase, now: Date): Promise<void> {
    const unmanned: readonly string[] = await this.unmanned(tx, freezeCase, now);
    const standing = await tx.findBy(DutyAlarm, { caseId: freezeCase.id, endedAt: IsNull() });
    const isOfNow = ({ stateSince }: DutyAlarm): boolean =>
      stateSince.getTime() === freezeCase.stateSince.getTime();
    for (const alarm of standing) {
      if (unmanned.includes(alarm.action) && isOfNow(alarm)) continue;
      await tx.update(DutyAlarm, { id: alarm.id }, { endedAt: now });
    }
    for (const action of unmanned) {
      if (standing.some((alarm) => alarm.action === action && isOfNow(alarm))) continue;
      await this.raise(tx, freezeCase, action, now);
    }
  }

  /** The actions that the case waits for and nobody who is there may take. */
  private async unmanned(tx: Tx, freezeCase: FreezeCase, now: Date): Promise<readonly ActionName[]> {
    const snapshot = snapshotOf(freezeCase);
    const facts = await this.facts.load(tx, freezeCase, systemActor('clock'), { now, receivedAt: now });
    const duties = dutiesOf(snapshot, facts);
    if (duties.length === 0) return [];
    const staff = await this.staff(tx, freezeCase);
    const open = duties.filter((duty) => !staff.some((person) => mayDo(duty, snapshot, facts, person)));
    return [...new Set(open.map(({ action }) => action))];
  }

  /** Whoever does not see the case by a role does nothing by it. */
  private async staff(tx: Tx, { id: caseId, queue, ownerId }: FreezeCase): Promise<readonly Colleague[]> {
    const acted = await tx.query<{ actor: string; persona: Persona }[]>(
      `SELECT DISTINCT actor, persona FROM case_event WHERE case_id = $1 AND actor LIKE 'user:%'`,
      [caseId],
    );
    const sides = new Map<string, Side[]>();
    for (const { actor, persona } of acted) {
      const side = SIDE_OF[persona];
      if (side) sides.set(actor, [...(sides.get(actor) ?? []), side]);
    }
    const members = queue === null ? [] : await tx.findBy(QueueMember, { queue });
    const sees = (id: string): boolean =>
      queue === null || id === ownerId || members.some(({ userId }) => userId === id);
    return (await staffInEffect(tx)).map(({ id, roles }) => ({
      userId: id,
      roles: roles.filter((role) => role === 'reviewer' || sees(id)),
      sides: sides.get(`user:${id}`) ?? [],
    }));
  }

  private async raise(tx: Tx, freezeCase: FreezeCase, action: string, now: Date): Promise<void> {
    const id = randomUUID();
    await tx.insert(DutyAlarm, {
      id,
      caseId: freezeCase.id,
      action,
      stateSince: freezeCase.stateSince,
      raisedAt: now,
      endedAt: null,
    });
    for (const userId of await usersIn(tx, 'admin')) {
      await this.notifications.tell(
        tx,
        {
          dedupeKey: `duty_alarm/${id}/${userId}`,
          recipient: { kind: 'user', id: userId },
          caseId: freezeCase.id,
          template: 'nobody_eligible',
          content: { number: freezeCase.number, roles: rolesFor(action) },
        },
        now,
      );
    }
  }
}

/** Whose role is wanted: of the case itself an admin learns nothing. */
const rolesFor = (action: string): readonly Role[] =>
  (['agent', 'supervisor', 'reviewer'] as const).filter((role) =>
    LIFECYCLE.some((row) => row.action === action && row.who.includes(role)),
  );
