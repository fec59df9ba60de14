import { Injectable } from '@nestjs/common';
import type { Locale } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { Contact } from '../preferences/preference.entity';
import { SmsSender } from './sms-sender';
import { codeSms } from './sms-text';

/** Sends codes to sign in with: at any hour, since somebody waits for them, and to the number that admins set alone. */
@Injectable()
export class CodeTexts {
  constructor(private readonly sms: SmsSender) {}

  /** @returns whether the gateway has taken it; false where it never will. @throws Error where another try may do. */
  async send(due: {
    readonly id: string;
    readonly to: string;
    readonly locale: Locale;
    readonly code: string;
  }): Promise<boolean> {
    const text = codeSms(due.code, due.locale);
    const { error, isFinal } = await this.sms.send({ id: due.id, to: due.to, text });
    if (error !== null && !isFinal) throw new Error(`the code was not sent: ${error}`);
    return error === null;
  }
}

/** The number to which a person's text messages go, in E.164; null where there is none. */
export async function numberOf(tx: Tx, userId: string): Promise<string | null> {
  return (await tx.findOneBy(Contact, { userId, channel: 'sms' }))?.address ?? null;
}
