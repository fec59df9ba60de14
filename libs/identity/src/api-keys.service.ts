import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import {
  DomainError,
  actorRef,
  systemActor,
  type Actor,
  type Clock,
  type MachineActor,
  type Page,
  type Scope,
} from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { ApiKey } from './api-key.entity';
import { pageParameters, toPage, type PageRequest } from './newest-first';
import { hashToken, newToken } from './opaque-token';
import { checkName } from './names';
import { SIGN_IN_CLOCK } from './sign-in-clock';

export interface NewApiKey {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Absent: it does not expire. */
  readonly expiresAt?: Date | undefined;
}

export interface ApiKeyView {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
  /** The key whose place it took. */
  readonly rotatedFrom: string | null;
}

/** The only time the key itself is told. */
export interface IssuedApiKey extends ApiKeyView {
  readonly key: string;
}

/** A use is noted at most this often. */
const LAST_USED_GRAIN_MS = 60_000;

/** Keys of machine clients. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    @Inject(SIGN_IN_CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError INVALID_REQUEST for a name, scope list or expiry that cannot be. */
  async issue(actor: Actor, wanted: NewApiKey): Promise<IssuedApiKey> {
    const now = this.clock.now();
    const name = checkName('name', wanted.name);
    const scopes = [...new Set(wanted.scopes)];
    if (scopes.length === 0) {
      throw new DomainError('INVALID_REQUEST', {
        field: 'scopes',
        detail: {
          zh: '至少选择一个权限范围：没有范围的密钥什么也做不了。',
          en: 'Name at least one scope: a key without scopes can do nothing.',
        },
      });
    }
    if (wanted.expiresAt && wanted.expiresAt <= now) {
      throw new DomainError('INVALID_REQUEST', {
        field: 'expiresAt',
        detail: { zh: '到期时间必须在将来。', en: 'The expiry must lie in the future.' },
      });
    }
    const key = newToken('thk');
    const row: ApiKey = {
      id: randomUUID(),
      name,
      keyHash: hashToken(key),
      scopes,
      createdBy: actorRef(actor),
      createdAt: now,
      expiresAt: wanted.expiresAt ?? null,
      lastUsedAt: null,
      revokedAt: null,
      rotatedFrom: null,
    };
    await this.database.asActor(actor, (tx) => tx.insert(ApiKey, row));
    return { ...view(row), key };
  }

  async list(actor: Actor, request: PageRequest): Promise<Page<ApiKeyView>> {
    const [at, id, limit] = pageParameters(request);
    const rows = await this.database.asActor(actor, (tx) =>
      tx
        .createQueryBuilder(ApiKey, 'k')
        .where('(:at::timestamptz IS NULL OR (k.created_at, k.id) < (:at, :id::uuid))', { at, id })
        .orderBy('k.created_at', 'DESC')
        .addOrderBy('k.id', 'DESC')
        .limit(limit)
        .getMany(),
    );
    return toPage(rows.map(view), limit);
  }

  /**
   * Another key in place of this one, with its name and scopes, that lives as long from now as this one was to. This one
   * ends when the overlap is over, so that its holder can change over meanwhile.
   * @throws DomainError NOT_FOUND · GUARD_REFUSED where the key is over, or another took its place before.
   */
  async rotate(actor: Actor, id: string, overlapMs: number): Promise<IssuedApiKey> {
    const now = this.clock.now();
    const key = newToken('thk');
    return this.database.asActor(actor, async (tx) => {
      const old = await tx.findOne(ApiKey, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!old) throw new DomainError('NOT_FOUND');
      if (isOver(old, now) || (await tx.existsBy(ApiKey, { rotatedFrom: id }))) throw cannotRotate();
      const life = old.expiresAt && old.expiresAt.getTime() - old.createdAt.getTime();
      const row: ApiKey = {
        id: randomUUID(),
        name: old.name,
        keyHash: hashToken(key),
        scopes: old.scopes,
        createdBy: actorRef(actor),
        createdAt: now,
        expiresAt: life === null ? null : new Date(now.getTime() + life),
        lastUsedAt: null,
        revokedAt: null,
        rotatedFrom: id,
      };
      await tx.insert(ApiKey, row);
      const ends = Math.min(now.getTime() + overlapMs, old.expiresAt?.getTime() ?? Infinity);
      await tx.update(ApiKey, { id }, { expiresAt: new Date(ends) });
      return { ...view(row), key };
    });
  }

  /**
   * The key opens nothing from now on; a second call changes nothing.
   * @throws DomainError NOT_FOUND
   */
  async revoke(actor: Actor, id: string): Promise<void> {
    await this.database.asActor(actor, async (tx) => {
      const found = await tx.findOneBy(ApiKey, { id });
      if (!found) throw new DomainError('NOT_FOUND');
      await tx.query('UPDATE api_key SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL', [
        id,
        this.clock.now(),
      ]);
    });
  }

  /** Who holds this key, or null where it is unknown, revoked or expired. */
  async holderOf(key: string): Promise<MachineActor | null> {
    const now = this.clock.now();
    return this.database.asActor(systemActor('identity'), async (tx) => {
      const row = await tx.findOneBy(ApiKey, { keyHash: hashToken(key) });
      if (!row || isOver(row, now)) return null;
      await noteUse(tx, row, now);
      return { kind: 'machine', keyId: row.id, displayName: row.name, scopes: row.scopes };
    });
  }
}

const isOver = ({ revokedAt, expiresAt }: ApiKey, now: Date): boolean =>
  revokedAt !== null || (expiresAt !== null && expiresAt <= now);

const cannotRotate = (): DomainError =>
  new DomainError('GUARD_REFUSED', {
    rule: 'identity.key_rotates_once',
    detail: {
      zh: '该密钥已失效或已被轮换，请轮换取代它的密钥，或签发新密钥。',
      en: 'This key is over, or another took its place: rotate that one, or issue a new key.',
    },
  });

async function noteUse(tx: Tx, row: ApiKey, now: Date): Promise<void> {
  const before = new Date(now.getTime() - LAST_USED_GRAIN_MS);
  if (row.lastUsedAt && row.lastUsedAt > before) return;
  await tx.query(
    'UPDATE api_key SET last_used_at = $2 WHERE id = $1 AND (last_used_at IS NULL OR last_used_at <= $3)',
    [row.id, now, before],
  );
}

function view(row: ApiKey): ApiKeyView {
  const { id, name, scopes, createdBy, createdAt, expiresAt, lastUsedAt, revokedAt, rotatedFrom } = row;
  return { id, name, scopes, createdBy, createdAt, expiresAt, lastUsedAt, revokedAt, rotatedFrom };
}
