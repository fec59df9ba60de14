import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import PostalMime, { type Email } from 'postal-mime';
import { waitFor } from './wait-for';

type Way = 'take' | 'refuse' | 'put_off' | 'cut' | 'hold';

/** A mail as its reader's program reads it. */
export interface Received extends Email {
  readonly mailbox: string;
}

/** A real mail server, in a process of its own. */
export class SmtpPeer {
  private readonly heard: { readonly to: string; readonly raw: string }[] = [];

  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {
    child.on('message', ({ mail }: { mail?: { to: string; raw: string } }) => {
      if (mail) this.heard.push(mail);
    });
  }

  static async start(): Promise<SmtpPeer> {
    const child = fork(join(__dirname, 'smtp-server.cjs'), { execArgv: [], stdio: 'inherit' });
    const port = await new Promise<number>((resolve, reject) => {
      child.once('message', (message: { port: number }) => resolve(message.port));
      child.once('exit', () => reject(new Error('the mail server ended')));
    });
    return new SmtpPeer(child, `smtp://127.0.0.1:${port}`);
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.disconnect();
    await ended;
  }

  /** How it treats what comes for this mailbox from now on. */
  treat(mailbox: string, way: Way): void {
    this.child.send({ mailbox, way });
  }

  /** All that came for a mailbox, in the order in which it came. */
  at(mailbox: string): Promise<Received[]> {
    return Promise.all(
      this.heard
        .filter(({ to }) => to === mailbox)
        .map(async ({ to, raw }) => ({
          ...(await PostalMime.parse(Buffer.from(raw, 'base64'))),
          mailbox: to,
        })),
    );
  }

  /** The id of each mail that it took, as often as it took it. */
  messageIds(): readonly string[] {
    return this.heard.map(({ raw }) => {
      const [, id] = /^message-id: *<([^>]+)>/im.exec(Buffer.from(raw, 'base64').toString('utf8')) ?? [];
      return id ?? '(none)';
    });
  }

  /** So many, and no fewer. */
  async until(mailbox: string, count: number): Promise<Received[]> {
    return waitFor(`${count} mails for ${mailbox}`, async () => {
      const mails = await this.at(mailbox);
      return mails.length >= count ? mails : null;
    });
  }
}
