import { AuditCheckpoints } from '@thaw/audit';
import { SCOPES } from '@thaw/kernel';
import { newKey } from '@thaw/platform';
import { castOf } from '../factories/freeze-case';
import type { OwnedThing, Persona, Place } from './authorisation-matrix';
import {
  caseOf,
  importsOf,
  keptBy,
  keyOf,
  notified,
  separate,
  sessionOf,
  type CaseThings,
  type KeptThings,
} from './authorisation-things';
import { TestDesk, type Person } from './test-desk';

/** What the parameters of an address, and fields of a body, are called, with an id for each. */
export type Ids = Readonly<Record<string, string>>;

export const ABSENT = '3f2b1c0d-0000-4000-8000-00000000dead';
/** Of a route without an object of somebody's: nothing has these. */
const NOTHING: Readonly<Record<string, string>> = {
  number: 'FZ-20200101-9999',
  merchantNo: '100310054119999',
  terminalNo: 'A0009999',
  seq: '999999999',
  setNumber: '999999',
  year: '2199',
  code: 'none_such',
  queue: 'none_such',
  channel: 'email',
  role: 'agent',
  action: 'note',
};

/** What one may be told of nevertheless: by whoever reports a freeze, which case it joins; on a terminal, whose measures it has. */
const TOLD_TO_STAFF: readonly string[] = ['POST /v1/cases', 'GET /v1/terminals/:id'];

/**
 * One desk with two merchants, each with a case that another part of the staff works on. What is of the first is the
 * personas' own, what is of the second another's.
 */
export class AuthorisationWorld {
  private constructor(
    readonly desk: TestDesk,
    private readonly own: CaseThings,
    private readonly foreign: CaseThings,
    private readonly people: ReadonlyMap<Persona, Person>,
    private readonly keys: ReadonlyMap<Persona, string>,
    private readonly ended: string,
    private readonly kept: ReadonlyMap<Persona | 'other', KeptThings>,
    private readonly imports: Readonly<Record<'import' | 'routed_import', Ids>>,
    private readonly notifications: ReadonlyMap<Persona | 'other', string>,
  ) {}

  static async make(env: NodeJS.ProcessEnv = {}): Promise<AuthorisationWorld> {
    const desk = await TestDesk.start({ DATABASE_POOL_SIZE: '10', THAW_AUDIT_KEY: newKey(), ...env });
    const [cast, others, risk, admin, enrolling, leaver] = await Promise.all([
      castOf(desk),
      castOf(desk),
      desk.person('risk_officer'),
      desk.person('admin'),
      desk.person('agent'),
      desk.person('agent'),
    ]);
    await leaver.http.delete('/v1/sessions/current').expect(204);
    await desk.database.query('UPDATE session SET is_enrolling = true WHERE user_id = $1', [enrolling.id]);
    await separate(desk, cast, others);
    const [own, foreign] = await Promise.all([
      caseOf(desk, cast, 'CASHOUT', 'trading_review'),
      caseOf(desk, others, 'BINDING_MISMATCH', 'records_check'),
    ]);
    const people = new Map<Persona, Person>([
      ['enrolling', enrolling],
      ['merchant', cast.merchant],
      ['agent', cast.agent],
      ['supervisor', cast.supervisor],
      ['reviewer', cast.reviewer],
      ['risk_officer', risk],
      ['admin', admin],
    ]);
    const keys = new Map<Persona, string>();
    for (const scope of SCOPES) keys.set(scope, await keyOf(admin, scope));
    const kept = new Map<Persona | 'other', KeptThings>();
    for (const name of ['agent', 'supervisor', 'reviewer'] as const)
      kept.set(name, await keptBy(people.get(name)!, own.number));
    kept.set('other', await keptBy(others.agent, foreign.number));
    const sender = keys.get('transaction:append')!;
    const imports = await importsOf(desk, cast.agent, sender, own, foreign);
    const notifications = new Map<Persona | 'other', string>();
    for (const [name, person] of [...people, ['other', others.agent] as const])
      notifications.set(name, await notified(desk, person));
    await desk.worker.get(AuditCheckpoints, { strict: false }).sign(new Date());
    return new AuthorisationWorld(
      desk,
      own,
      foreign,
      people,
      keys,
      leaver.token,
      kept,
      imports,
      notifications,
    );
  }

  tokenOf(persona: Persona): string | null {
    if (persona === 'nobody') return null;
    if (persona === 'ended') return this.ended;
    return this.people.get(persona)?.token ?? this.keys.get(persona) ?? null;
  }

  /** A session beside the persona's own, which may be lost; null for who has none. */
  async spareToken(persona: Persona): Promise<string | null> {
    const person = this.people.get(persona);
    return person ? (await sessionOf(this.desk, person)).token : this.tokenOf(persona);
  }

  /** Ids of nothing, for every parameter that an address may have. */
  absent(): Ids {
    return new Proxy(NOTHING, { get: (target, name: string) => target[name] ?? ABSENT });
  }

  /** Of the thing in that place, as the persona stands to it. */
  async ids(thing: OwnedThing, place: Place, persona: Persona): Promise<Ids> {
    const outer = place === 'foreign' ? this.foreign : this.own;
    const inner = place === 'own' ? this.own : this.foreign;
    const at = { number: outer.number, upToMessage: outer.message, upToNote: outer.note };
    switch (thing) {
      case 'case':
        return at;
      case 'item':
        return { ...at, itemId: inner.itemId };
      case 'evidence_file':
        return { ...at, fileId: inner.evidenceFile };
      case 'message_file':
        return { ...at, fileId: inner.messageFile };
      case 'note_file':
        return { ...at, fileId: inner.noteFile };
      case 'proof':
        return { ...at, id: inner.proof };
      case 'scan':
        return { ...at, scanId: inner.scan };
      case 'finding':
        return { ...at, findingId: inner.finding };
      case 'case_macro':
        return { ...at, id: this.keptIn(place === 'mixed' ? 'foreign' : 'own', persona).macro };
      case 'template_case':
        return {
          number: (place === 'own' ? this.own : this.foreign).number,
          id: this.keptIn(place === 'mixed' ? 'own' : place, persona).template,
        };
      case 'queue':
        return { code: outer.queue };
      case 'merchant':
        return { id: outer.cast.shop.merchant.id };
      case 'terminal': {
        const { merchant, terminal } = outer.cast.shop;
        return { id: terminal.id, merchantNo: merchant.merchantNo, terminalNo: terminal.terminalNo };
      }
      case 'import':
      case 'routed_import': {
        const byMachine = (persona === 'transaction:append') === (place === 'own');
        return { id: this.imports[thing][byMachine ? 'byMachine' : 'byAgent']! };
      }
      case 'session':
        return { id: (await this.sessionIn(place, persona)).id };
      case 'notification':
        return { id: this.notifications.get(place === 'own' ? this.holder(persona) : 'other')! };
      default:
        return { id: this.keptIn(place, persona)[thing] ?? ABSENT };
    }
  }

  /** What no answer of the route to the persona may hold. */
  hiddenFrom(persona: Persona, route: string): readonly string[] {
    if (persona !== 'merchant' && TOLD_TO_STAFF.includes(route)) return [];
    const { shop } = this.foreign.cast;
    const foreignCase = [this.foreign.number, this.foreign.caseId];
    switch (persona) {
      case 'merchant':
        return [
          ...foreignCase,
          ...[shop.merchant.merchantNo, shop.merchant.id, shop.merchant.name],
          ...[shop.terminal.id, shop.device.serialNo, this.foreign.scan, this.own.note, this.own.noteFile],
        ];
      case 'agent':
      case 'supervisor':
        return foreignCase;
      case 'reviewer':
        return [];
      default:
        return [...foreignCase, this.own.number, this.own.caseId];
    }
  }

  stop(): Promise<void> {
    return this.desk.stop();
  }

  /** Whoever keeps nothing is tried with what the agent keeps. */
  private keptIn(place: Place, persona: Persona): KeptThings {
    return this.kept.get(place === 'own' ? persona : 'other') ?? this.kept.get('agent')!;
  }

  private holder(persona: Persona): Persona {
    return this.people.has(persona) ? persona : 'agent';
  }

  private sessionIn(place: Place, persona: Persona): Promise<{ id: string }> {
    const person = place === 'own' ? this.people.get(this.holder(persona))! : this.foreign.cast.agent;
    return sessionOf(this.desk, person);
  }
}
