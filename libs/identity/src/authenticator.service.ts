import { Injectable } from '@nestjs/common';
import type { Actor } from '@thaw/kernel';
import { ApiKeysService } from './api-keys.service';
import { tokenKind } from './opaque-token';
import { SessionsService } from './sessions.service';

/** Tells who stands behind a bearer token. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly sessions: SessionsService,
    private readonly apiKeys: ApiKeysService,
  ) {}

  /** null for anything that does not open a door now: unknown, expired, idle too long, revoked, user disabled. */
  async authenticate(bearer: string): Promise<Actor | null> {
    switch (tokenKind(bearer)) {
      case 'ths':
        return this.sessions.holderOf(bearer);
      case 'thk':
        return this.apiKeys.holderOf(bearer);
      case null:
        return null;
    }
  }

  /** The same without its being used: what stays open by itself keeps no session from being idle. */
  async stillHolds(bearer: string): Promise<Actor | null> {
    return tokenKind(bearer) === 'ths' ? this.sessions.holderOf(bearer, false) : this.authenticate(bearer);
  }
}
