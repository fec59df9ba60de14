import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import { CONFIG, type Config } from '@thaw/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { cookieOf, setCookie } from './cookies';

/** Sent by our own pages with whatever changes something; no other page can send it, since we answer no preflight. */
export const OWN_PAGE_HEADER = 'thaw-csrf';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Sessions of browsers: the token is in a cookie that scripts cannot read and other sites' requests do not carry
 * (SameSite=Strict). Over https it has the prefix __Host-, so that no neighbouring host can plant one.
 */
@Injectable()
export class BrowserSession {
  constructor(@Inject(CONFIG) private readonly config: Pick<Config, 'publicUrl' | 'sessions'>) {}

  tokenOf(request: FastifyRequest): string | null {
    return cookieOf(request, this.name(request));
  }

  /** The token of a session that has just begun. */
  keep(request: FastifyRequest, reply: FastifyReply, token: string): void {
    setCookie(reply, {
      name: this.name(request),
      value: token,
      maxAgeSeconds: this.config.sessions.lifeMs / 1000,
      sameSite: 'Strict',
      isSecure: this.isSecure(request),
    });
  }

  /** The browser forgets the session, and what it keeps of what was read in it. */
  forget(request: FastifyRequest, reply: FastifyReply): void {
    setCookie(reply, {
      name: this.name(request),
      value: '',
      maxAgeSeconds: 0,
      sameSite: 'Strict',
      isSecure: this.isSecure(request),
    });
    void reply.header('clear-site-data', '"cache", "storage"');
  }

  /**
   * Whoever is known by a cookie changes something only from a page of ours: the browser says so itself
   * (Sec-Fetch-Site, or Origin in older ones), and the request has a header that other sites cannot set.
   * @throws DomainError FORBIDDEN
   */
  refuseForeign(request: FastifyRequest): void {
    if (SAFE_METHODS.includes(request.method)) return;
    if (request.headers[OWN_PAGE_HEADER] !== undefined && this.comesFromUs(request)) return;
    throw notOurPage();
  }

  /**
   * A session begins only where a person asks for it: at a page of ours, or by typing the address.
   * @throws DomainError FORBIDDEN
   */
  refuseSentByOthers({ headers }: FastifyRequest): void {
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw notOurPage();
  }

  isSecure(request: FastifyRequest): boolean {
    return this.config.publicUrl?.startsWith('https:') || request.protocol === 'https';
  }

  private comesFromUs({ headers, protocol, host }: FastifyRequest): boolean {
    const site = headers['sec-fetch-site'];
    if (site !== undefined) return site === 'same-origin';
    return headers.origin === (this.config.publicUrl ?? `${protocol}://${host}`);
  }

  private name(request: FastifyRequest): string {
    return this.isSecure(request) ? '__Host-thaw_session' : 'thaw_session';
  }
}

const notOurPage = (): DomainError =>
  new DomainError('FORBIDDEN', {
    rule: 'access.own_page',
    detail: {
      zh: `以 Cookie 登录的请求须来自本系统页面，并带有 ${OWN_PAGE_HEADER} 请求头。请从本系统页面操作。`,
      en: `Requests that sign in by cookie must come from the desk's own pages and carry the header ${OWN_PAGE_HEADER}. Do it from there.`,
    },
  });
