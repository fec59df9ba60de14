import type { MailRoom } from './mail-room';
import type { Twin } from './twin-steps';
import type { Twins } from './twins';
import { waitFor } from './wait-for';

/** Whose, which and when; the subject is read decoded. */
const VARYING = ['date', 'message-id', 'in-reply-to', 'references', 'to', 'subject'];
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** All that went to the merchants by mail is the same, line by line and header by header. */
export async function mailsAlike(room: MailRoom, { twins }: Twins): Promise<void> {
  await mailsSent(room, twins);
  const [first = [], ...others] = await Promise.all(twins.map((twin) => mailsTo(room, twin)));
  expect(first.length).toBeGreaterThan(1);
  for (const other of others) expect(other).toEqual(first);
}

/** Until everything that they were told is on its way no more. */
export async function mailsSent(room: MailRoom, twins: readonly Twin[]): Promise<void> {
  for (const { cast } of twins)
    await waitFor('the mails to go out', async () =>
      (await room.dispatchesOf(cast.merchant)).every(({ state }) => state !== 'waiting'),
    );
}

/** Without ids, times and whose it is. Two of one moment may go out in either order, and answer another then. */
async function mailsTo(room: MailRoom, { cast: { merchant }, driven }: Twin): Promise<readonly string[]> {
  const { body } = await room.admin.http.get(`/v1/users/${merchant.id}/contacts`).expect(200);
  const { address } = (body as { items: { address: string }[] }).items[0]!;
  const mails = await room.smtp.at(address);
  return mails
    .map(({ headers, subject, text, html }) => {
      const fixed = headers.filter(({ key }) => !VARYING.includes(key));
      return JSON.stringify({ fixed, keys: headers.map(({ key }) => key), subject, text, html })
        .replaceAll(driven.number, '<number>')
        .replace(UUID, '<id>');
    })
    .sort();
}
