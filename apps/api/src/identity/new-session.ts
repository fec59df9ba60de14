import { Injectable } from '@nestjs/common';
import { SessionsService, type SignedIn } from '@thaw/identity';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowserSession } from '../access/browser-session';
import type { Keep, SignedInView } from './sessions.dto';
import { userSummary } from './user-summary';

/** Hands a new session to whoever has signed in, as they want to keep it. */
@Injectable()
export class NewSession {
  constructor(
    private readonly browser: BrowserSession,
    private readonly sessions: SessionsService,
  ) {}

  /** Before anything is tried: no other site signs a browser in. @throws DomainError FORBIDDEN */
  refuseForeign(request: FastifyRequest, keep: Keep | undefined): void {
    if (keep === 'cookie') this.browser.refuseForeign(request);
  }

  /** A browser's earlier session ends with it: who signs in anew is known by the new one alone. */
  async handOver(
    request: FastifyRequest,
    reply: FastifyReply,
    { token, sessionId, expiresAt, actor }: SignedIn,
    keep: Keep | undefined,
  ): Promise<SignedInView> {
    const user = userSummary(actor);
    if (keep !== 'cookie') return { token, sessionId, expiresAt, user };
    const earlier = this.browser.tokenOf(request);
    if (earlier !== null) await this.sessions.signOut(earlier);
    this.browser.keep(request, reply, token);
    return { token: null, sessionId, expiresAt, user };
  }

  /** In place of the session that asked for it, and kept where that was. */
  renew(request: FastifyRequest, reply: FastifyReply, signedIn: SignedIn): Promise<SignedInView> {
    const isByCookie = request.headers.authorization === undefined;
    return this.handOver(request, reply, signedIn, isByCookie ? 'cookie' : 'token');
  }
}
