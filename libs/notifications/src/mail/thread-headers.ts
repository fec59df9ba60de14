/** Headers of RFC 5322 that hold the mails of one case together in the reader's mailbox. */
export interface ThreadHeaders {
  readonly messageId: string;
  readonly inReplyTo?: string;
  readonly references?: readonly string[];
}

/** What is needed of one mail: its own id, its case, and the last mail of the case that this reader was sent. */
export interface Threaded {
  readonly id: string;
  readonly caseId: string | null;
  readonly lastId: string | null;
}

/**
 * Each mail answers the one before it, and the first answers a root that was never sent and that all mails of the case
 * name: so a thread holds even where one of them was thrown away.
 * @param domain of the sender's address.
 */
export function threadHeaders({ id, caseId, lastId }: Threaded, domain: string): ThreadHeaders {
  const messageId = `<${id}@${domain}>`;
  if (caseId === null) return { messageId };
  const root = `<case.${caseId}@${domain}>`;
  const last = lastId === null ? null : `<${lastId}@${domain}>`;
  return { messageId, inReplyTo: last ?? root, references: last === null ? [root] : [root, last] };
}

/** What stands after the @ of a sender, written `name <address>` or bare. */
export const senderDomain = (from: string): string => /@([^@>\s]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';
