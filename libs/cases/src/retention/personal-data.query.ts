import { Injectable } from '@nestjs/common';
import { recordRead } from '@thaw/audit';
import { DomainError, isMerchantUser, type UserActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';

export const PERSONAL_DATA_FORMAT = 'thaw-personal-data/1';
/** Of each kind; whoever has more is told by `cut`. */
const MOST = 5_000;

type Row = Readonly<Record<string, unknown>>;

/** All that the desk keeps of one person, under the names of its tables. */
export interface PersonalData {
  readonly format: typeof PERSONAL_DATA_FORMAT;
  readonly account: Row;
  readonly kinds: Readonly<Record<string, readonly Row[]>>;
  /** Kinds of which only the newest are here. */
  readonly cut: readonly string[];
}

/** What a person may ask to be told of themself. Who may ask for whom is the door's to say. */
@Injectable()
export class PersonalDataQuery {
  constructor(private readonly database: Database) {}

  /** That it was read is recorded. @throws DomainError NOT_FOUND */
  of(actor: UserActor, userId: string): Promise<PersonalData> {
    return this.database.asActor(
      actor,
      async (tx) => {
        const [account] = await tx.query<Row[]>(ACCOUNT, [userId]);
        if (!account) throw new DomainError('NOT_FOUND');
        const kinds: Record<string, readonly Row[]> = {};
        const cut: string[] = [];
        for (const [kind, sql] of Object.entries(KINDS)) {
          // A merchant's person is shown nothing of how the desk watches over them, and the policies would show none.
          if (isMerchantUser(actor) && kind === 'audit') continue;
          const rows = await readKind(tx, sql, userId);
          kinds[kind] = rows.slice(0, MOST);
          if (rows.length > MOST) cut.push(kind);
        }
        await recordRead(tx, 'personal_data', { subject: 'app_user', key: userId });
        return { format: PERSONAL_DATA_FORMAT, account, kinds, cut };
      },
      { snapshot: true },
    );
  }
}

const readKind = (tx: Tx, sql: string, userId: string): Promise<Row[]> =>
  tx.query<Row[]>(`${sql} LIMIT ${MOST + 1}`, [userId]);

const ACCOUNT = `
SELECT u.id, u.login, u.display_name AS "displayName", u.locale, u.created_at AS "createdAt", u.disabled_at AS "disabledAt",
  m.merchant_no AS "merchantNo"
FROM app_user u LEFT JOIN merchant m ON m.id = u.merchant_id WHERE u.id = $1`;

/** Secrets are none of it: of a second factor and a session it is told that there is one. */
const KINDS: Readonly<Record<string, string>> = {
  roles: `SELECT role, granted_at AS "grantedAt" FROM user_role WHERE user_id = $1 ORDER BY role`,
  contacts: `SELECT channel, address, changed_at AS "changedAt" FROM contact WHERE user_id = $1 ORDER BY channel`,
  secondFactor: `SELECT confirmed_at AS "since" FROM second_factor WHERE user_id = $1 ORDER BY confirmed_at`,
  identityProvider: `SELECT issuer, subject, linked_at AS "linkedAt" FROM sso_identity WHERE user_id = $1 ORDER BY issuer`,
  sessions: `SELECT created_at AS "at", last_seen_at AS "lastSeenAt", revoked_at AS "endedAt", address, client FROM session
    WHERE user_id = $1 ORDER BY created_at DESC`,
  accountEvents: `SELECT kind, created_at AS "at", data FROM account_event WHERE user_id = $1 ORDER BY created_at DESC`,
  channels: `SELECT kind, channel, mode FROM channel_choice WHERE user_id = $1 ORDER BY kind, channel`,
  away: `SELECT from_at AS "from", until_at AS "until", reason FROM away WHERE user_id = $1 ORDER BY from_at DESC`,
  acts: `SELECT c.number AS "case", e.at, e.type FROM case_event e JOIN freeze_case c ON c.id = e.case_id
    WHERE e.actor = 'user:' || $1 ORDER BY e.at DESC, e.id DESC`,
  messages: `SELECT c.number AS "case", m.sent_at AS "at", m.body AS "text" FROM case_message m
    JOIN freeze_case c ON c.id = m.case_id WHERE m.author = 'user:' || $1 ORDER BY m.sent_at DESC, m.id`,
  files: `SELECT c.number AS "case", f.uploaded_at AS "at", f.file_name AS "name", f.media_type AS "type" FROM evidence_file f
    JOIN freeze_case c ON c.id = f.case_id WHERE f.uploaded_by = 'user:' || $1 ORDER BY f.uploaded_at DESC, f.id`,
  audit: `SELECT seq, at, kind, entry ->> 'action' AS action, subject FROM audit_record WHERE actor = 'user:' || $1
    ORDER BY seq DESC`,
};
