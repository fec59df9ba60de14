import { Injectable } from '@nestjs/common';
import type { Locale } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { Contact } from '../preferences/preference.entity';
import { accountMailText, type AccountMailContent } from './account-mail-text';
import { Mailer } from './mailer';

/** Sends mails about accounts: at any hour and whatever somebody chose, since they guard the account itself. */
@Injectable()
export class AccountMailer {
  constructor(private readonly mailer: Mailer) {}

  get isThere(): boolean {
    return this.mailer.isThere;
  }

  /** @returns whether the server has taken it; false where it never will. @throws Error where another try may do. */
  async send(
    due: AccountMailContent & { readonly id: string; readonly to: string; readonly locale: Locale },
  ): Promise<boolean> {
    const messageId = `<account.${due.id}@${this.mailer.domain}>`;
    const { error, isFinal } = await this.mailer.send({
      ...accountMailText(due, due.locale),
      to: due.to,
      messageId,
    });
    if (error !== null && !isFinal) throw new Error(`the mail was not sent: ${error}`);
    return error === null;
  }
}

/** A person's mailbox; null where there is none. */
export async function mailboxOf(tx: Tx, userId: string): Promise<string | null> {
  return (await tx.findOneBy(Contact, { userId, channel: 'email' }))?.address ?? null;
}
