import { NotificationsService, type NotificationDraft } from '@thaw/notifications';
import { systemActor, type Role } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { SmtpPeer } from './smtp-peer';
import { TestDesk, type Person } from './test-desk';
import { waitFor } from './wait-for';

export interface DispatchRow {
  readonly id: string;
  readonly state: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly next_at: Date;
  readonly digest_for: Date | null;
  readonly created_at: Date;
}

let made = 0;

/** A desk with a mail server, and people who have mailboxes. */
export class MailRoom {
  private constructor(
    readonly desk: TestDesk,
    readonly smtp: SmtpPeer,
    readonly admin: Person,
  ) {}

  static async start(env: NodeJS.ProcessEnv = {}): Promise<MailRoom> {
    const smtp = await SmtpPeer.start();
    const desk = await TestDesk.start({
      THAW_SMTP_URL: smtp.url,
      THAW_MAIL_FROM: 'Thaw 案件台 <desk@bank.example>',
      ...env,
    });
    return new MailRoom(desk, smtp, await desk.person('admin'));
  }

  async stop(): Promise<void> {
    await this.desk.stop();
    await this.smtp.stop();
  }

  /** Gives a person a mailbox of their own. @returns its address. */
  async mailboxOf({ id }: Pick<Person, 'id'>): Promise<string> {
    const address = `box-${++made}@mail.example`;
    await this.admin.http.put(`/v1/users/${id}/contacts/email`).send({ address }).expect(200);
    return address;
  }

  async person(role: Role): Promise<Person & { readonly mailbox: string }> {
    const person = await this.desk.person(role);
    return { ...person, mailbox: await this.mailboxOf(person) };
  }

  /** Tells somebody of the staff something. @returns its id. */
  async tell({ id }: Pick<Person, 'id'>, over: Partial<NotificationDraft> = {}): Promise<string> {
    const key = `told-${++made}`;
    const told = await this.desk.worker.get(Database).asActor(systemActor('setup'), (tx) =>
      this.desk.worker.get(NotificationsService, { strict: false }).tell(
        tx,
        {
          dedupeKey: key,
          recipient: { kind: 'user', id },
          caseId: null,
          template: 'rule_set_submitted',
          content: { title: { zh: `通知 ${key}`, en: `Notice ${key}` } },
          ...over,
        },
        this.desk.clock.now(),
      ),
    );
    return told!;
  }

  /** Until it is settled who hears of all that was told. */
  async untilSettled(): Promise<void> {
    await waitFor('all to be settled', async () => {
      const [row] = await this.desk.database.query<{ open: number }>(
        'SELECT count(*)::int AS open FROM notification WHERE routed_at IS NULL',
      );
      return row!.open === 0;
    });
  }

  async dispatchesOf({ id }: Pick<Person, 'id'>): Promise<DispatchRow[]> {
    await this.untilSettled();
    return this.desk.database.query<DispatchRow>(
      'SELECT * FROM dispatch WHERE user_id = $1 ORDER BY created_at, id',
      [id],
    );
  }

  /** Until the one dispatch of this person is as asked. */
  async until(person: Pick<Person, 'id'>, is: (row: DispatchRow) => boolean): Promise<DispatchRow> {
    return waitFor('the dispatch', async () => (await this.dispatchesOf(person)).find(is));
  }
}
