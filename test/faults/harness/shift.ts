import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ActionName } from '@thaw/cases/domain';
import { behaviour, type Mode } from '../../../apps/cli/src/gateway-simulator/behaviour';
import { noticeFor, png } from '../../factories/freeze-case';
import type { Dice } from '../../stories/model/dice';
import { payloadFor } from '../../stories/model/payloads';
import type { Scene, SeenCase, Wish } from '../../stories/model/scene';
import { waitFor } from '../../support/wait-for';
import type { Cast, PlayedShop, Player } from './cast';
import { fateOf, type Answer, type Door } from './door';
import { diceOf } from './draws';
import type { Ledger } from './ledger';
import { FAULTS_BEGIN_WITHIN_MS } from './faults';
import type { StandingDesk } from './standing-desk';

const HANDS = 4;
const BREATH_MS = 25;
const HOUR_S = 3_600;
const NEVER_FILED = { commands: [], holds: [], measures: [], clocks: [], objections: [] };

/** What leads a case on, or orders something of the terminal system: most of what is done, where it is open. */
const ONWARD: readonly ActionName[] = [
  'triage', 'overturn', 'approve', 'submit_evidence', 'propose', 'attest', 'verify', 'confirm_measure', 'appeal',
  'retry_restore', 'request_evidence', 'impose_measure', 'ease_measure', 'refreeze', 'message',
]; // prettier-ignore
/** As a case comes to be approved: who does what. */
const TO_APPROVAL: readonly (readonly [Role, ActionName | 'scan'])[] = [
  ['agent', 'triage'],
  ['agent', 'scan'],
  ['agent', 'propose'],
];
/** Ways of a terminal system that does what it is told, and is not always understood. */
const WAYS: readonly Mode[] = [
  'confirm',
  'confirm',
  'no_callback',
  'drop_connection',
  'duplicate_callback',
  'callbacks_out_of_order',
  'garbled',
];
const OUTCOMES = [['U'], ['U'], ['UR'], ['U', 'UR'], ['RM', 'RL'], ['T', 'B']];

type Role = Scene['role'];

/** A case of the round, once its number is known. */
export interface Subject {
  readonly played: PlayedShop;
  readonly wish: Wish;
  number: string | null;
}

/** A round's work: several hands that do what the desk says is open, and what comes to it from outside. */
export class Shift {
  readonly subjects: readonly Subject[];
  private rowsMade = 0;

  constructor(
    private readonly seed: number,
    private readonly desk: StandingDesk,
    private readonly cast: Cast,
    private readonly door: Door,
    private readonly ledger: Ledger,
    shops: readonly PlayedShop[],
  ) {
    const dice = diceOf(seed, 1);
    this.subjects = shops.map((played) => {
      desk.peers.simulator.behave(played.shop.terminal.terminalNo, behaviour(dice.pick(WAYS)));
      return { played, wish: { outcomes: dice.pick(OUTCOMES), surely: true }, number: null };
    });
  }

  /** Before anything breaks, the first case comes to where it can be decided: its commands are what may be done twice. */
  async prepare(): Promise<void> {
    const [subject] = this.subjects;
    if (!subject) return;
    const dice = diceOf(this.seed, 2);
    await this.notice(subject, () => false);
    for (const [role, step] of TO_APPROVAL) {
      const player = dice.pick(this.cast.staff[role as 'agent']);
      await waitFor(step, async () => {
        const number = subject.number ?? '';
        const seen = await this.seen(player, number);
        if (step === 'scan') return this.scan(player, number);
        const open = seen?.actions.some(({ action, allowed }) => allowed && action === step);
        return seen && open && this.take(player, role, subject, seen, step, dice);
      });
    }
  }

  async work(isOver: () => boolean): Promise<void> {
    const dice = diceOf(this.seed, 3);
    await Promise.all([
      sleep(dice.whole(FAULTS_BEGIN_WITHIN_MS)).then(() => this.timePasses(dice)),
      ...this.subjects.slice(1).map((subject) => this.notice(subject, isOver)),
      ...Array.from({ length: HANDS }, (_, hand) => this.hand(diceOf(this.seed, 10 + hand), isOver)),
    ]);
  }

  private async hand(dice: Dice, isOver: () => boolean): Promise<void> {
    while (!isOver()) {
      const subject = dice.pick(this.subjects);
      const done = subject.number !== null && (await this.deed({ ...subject, number: subject.number }, dice, isOver));
      // Nothing to do, or nobody who answers.
      if (!done) await sleep(BREATH_MS);
    }
  } // prettier-ignore

  private async deed(subject: Subject & { number: string }, dice: Dice, isOver: () => boolean): Promise<boolean> {
    switch (dice.whole(24)) {
      case 0:
        return this.notice(subject, isOver);
      case 1:
        return this.importFile(subject, dice);
      case 2:
        return this.append(subject);
      case 3:
        return this.letters(subject);
      case 4:
        return this.evidence(subject, dice);
      default:
        return this.act(subject, dice);
    }
  } // prettier-ignore

  /** A freeze is reported, again and again under one key until somebody answers. */
  private async notice(subject: Subject, isOver: () => boolean): Promise<boolean> {
    const body = noticeFor(subject.played.shop);
    const request = { method: 'POST', path: '/v1/cases', token: this.cast.machine, body, key: randomUUID() } as const;
    const answer = await this.door.insist('a notice', request, isOver);
    if (answer && answer.status < 300) subject.number ??= answer.body.number as string;
    return answer !== null;
  } // prettier-ignore

  private async act({ played, wish, number }: Subject & { number: string }, dice: Dice): Promise<boolean> {
    const role = dice.pick<Role>(['agent', 'agent', 'supervisor', 'reviewer', 'merchant']);
    const player = role === 'merchant' ? played.merchant : dice.pick(this.cast.staff[role]);
    const seen = await this.seen(player, number);
    if (!seen) return false;
    const open = seen.actions.filter(({ allowed }) => allowed).map(({ action }) => action);
    if (role === 'agent' && ['investigating', 'reviewing'].includes(seen.state) && !open.includes('propose'))
      if (dice.oneIn(2)) return this.scan(player, number);
    const onward = ONWARD.filter((action) => open.includes(action));
    const from = onward.length > 0 && !dice.oneIn(4) ? onward : open;
    if (from.length === 0) return false;
    const action = dice.pick(from);
    // What ends a case early leaves nothing to break.
    if (action === 'dismiss' && !dice.oneIn(6)) return false;
    return this.take(player, role, { played, wish, number }, seen, action, dice);
  } // prettier-ignore

  private async take(
    player: Player, role: Role, subject: Subject, seen: SeenCase, action: ActionName, dice: Dice,
  ): Promise<boolean> {
    const payload = await payloadFor(action, this.scene(player, role, subject, seen, dice));
    if (payload === null) return false;
    const body = { version: seen.version, ...payload };
    const path = `/v1/cases/${subject.number}/actions/${action}`;
    const request = { method: 'POST', path, token: player.token, body } as const;
    return (await this.door.write(`${action} on ${subject.number}`, request, { events: 1 })) !== null;
  } // prettier-ignore

  private scene(player: Player, role: Role, { played, wish, number }: Subject, seen: SeenCase, dice: Dice): Scene {
    const { merchant, terminal, binding } = played.shop;
    const read = async (path: string): Promise<readonly never[]> => {
      const answer = await this.door.read(player.token, path);
      return answer?.status === 200 ? (answer.body.items as never[]) : [];
    };
    return {
      seen, role, dice, wish,
      now: new Date(),
      colleagues: [...this.cast.staff.agent, ...this.cast.staff.supervisor].map(({ id }) => id),
      shop: {
        merchantNo: merchant.merchantNo,
        terminalNo: terminal.terminalNo,
        settlementAccount: binding.settlementAccount,
        freshSerialNo: () => 'NONE-LEFT',
      },
      findings: () => read(`/v1/cases/${number}/findings`),
      asked: async () => seen.evidence.items.filter(({ state }) => state === 'requested').map(({ id }) => id),
      file: async (kind) => {
        const place = kind === 'authority' ? 'authority-documents' : 'proofs';
        const answer = await this.door.write(`a ${kind}`, this.upload(player, `/v1/cases/${number}/${place}`));
        return answer?.status === 201 ? (answer.body.id as string) : undefined;
      },
    };
  } // prettier-ignore

  private async evidence({ played, number }: Subject & { number: string }, dice: Dice): Promise<boolean> {
    const { merchant } = played;
    const items = (await this.seen(merchant, number))?.evidence.items ?? [];
    if (items.length === 0) return false;
    const path = `/v1/cases/${number}/evidence/${dice.pick(items).id}/files`;
    const answer = await this.door.write(`evidence on ${number}`, this.upload(merchant, path), { events: 1 });
    if (answer?.status === 201)
      this.ledger.files.push({ path: `/v1/cases/${number}/evidence/files/${answer.body.id}`, token: merchant.token, bytes: png() });
    return answer !== null;
  } // prettier-ignore

  private async scan({ token }: Player, number: string): Promise<boolean> {
    const path = `/v1/cases/${number}/scans`;
    const answer = await this.door.write(
      `a scan of ${number}`,
      { method: 'POST', path, token },
      { events: 1 },
    );
    return answer !== null;
  }

  private async importFile({ played, number }: Subject & { number: string }, dice: Dice): Promise<boolean> {
    const { id: terminalId } = played.shop.terminal;
    const rows = 20 + dice.whole(200);
    const lines = this.freshRows(rows).map(({ occurredAt, amountFen, reference }) =>
      `${occurredAt},${(amountFen / 100).toFixed(2)},${reference}`); // prettier-ignore
    const form = new FormData();
    form.append('file', new Blob([`occurred_at,amount,reference\n${lines.join('\n')}\n`]), 'history.csv');
    const path = `/v1/cases/${number}/imports`;
    const { token } = dice.pick(this.cast.staff.agent);
    const answer = await this.door.write(`an import of ${number}`, {
      method: 'POST',
      path,
      token,
      body: form,
    });
    const importId = answer?.status === 202 ? (answer.body.id as string) : undefined;
    const what = `a file of ${rows} lines`;
    this.ledger.rows.push({
      terminalId,
      what,
      rows,
      fate: fateOf(answer),
      ...(importId ? { importId } : {}),
    });
    return answer !== null;
  }

  /** Safe to send again: what it brought already are duplicates then. */
  private async append({ played }: Subject): Promise<boolean> {
    const { id: terminalId } = played.shop.terminal;
    const records = this.freshRows(5);
    const path = `/v1/terminals/${terminalId}/transactions`;
    const request = { method: 'POST', path, token: this.cast.machine, body: { records } } as const;
    let answer: Answer | null = null;
    for (let tries = 0; tries < 4 && fateOf(answer) === 'unanswered'; tries++)
      answer = await this.door.write('transactions', request);
    this.ledger.rows.push({ terminalId, what: 'transactions', rows: records.length, fate: fateOf(answer) });
    return answer !== null;
  }

  /** Rows that nobody brought before. */
  private freshRows(count: number) {
    const start = Date.parse('2026-03-01T00:00:00Z');
    return Array.from({ length: count }, () => {
      const n = this.rowsMade++;
      return {
        occurredAt: new Date(start + n * 61_000).toISOString(),
        amountFen: 1_000 + (n % 900),
        reference: `R${this.seed}x${n}`,
      };
    });
  }

  private async letters({ played: { merchant } }: Subject): Promise<boolean> {
    const inbox = await this.door.read(merchant.token, '/v1/notifications');
    const [letter] = ((inbox?.body?.items ?? []) as { id: string; openedAt?: string | null }[]).filter(({ openedAt }) => !openedAt);
    if (!letter) return false;
    const path = `/v1/notifications/${letter.id}/open`;
    return (await this.door.write('a letter opened', { method: 'POST', path, token: merchant.token })) !== null;
  } // prettier-ignore

  /** Clocks come due in the middle of it all. */
  private async timePasses(dice: Dice): Promise<boolean> {
    const body = { seconds: dice.pick([HOUR_S, 5 * HOUR_S, 9 * HOUR_S, 20 * HOUR_S]) };
    const request = {
      method: 'POST',
      path: '/v1/sandbox/clock',
      token: this.cast.admin.token,
      body,
    } as const;
    return (await this.door.write('the clock moved on', request)) !== null;
  }

  private async seen({ token }: Player, number: string): Promise<SeenCase | null> {
    const answer = await this.door.read(token, `/v1/cases/${number}`);
    return answer?.status === 200 ? { ...NEVER_FILED, ...(answer.body as SeenCase) } : null;
  }

  private upload({ token, role }: Player, path: string) {
    const form = new FormData();
    if (role !== 'merchant' && path.includes('/evidence/')) form.append('onBehalfChannel', 'counter');
    form.append('file', new Blob([new Uint8Array(png())], { type: 'image/png' }), 'slip.png');
    return { method: 'POST', path, token, body: form } as const;
  }
}
