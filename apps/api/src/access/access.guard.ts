import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { DomainError, actorRef, isAllowed, type Actor, type Permission } from '@thaw/kernel';
import { Authenticator } from '@thaw/identity';
import { Logger } from '@thaw/platform';
import type { FastifyRequest } from 'fastify';
import { bearerOf } from './bearer';
import { BrowserSession } from './browser-session';
import { ACCESS, type AccessDeclaration } from './can.decorator';

/** Stands before every route: no declaration, no entry; then who asks, then whether they may knock. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
    private readonly logger: Logger,
    private readonly browser: BrowserSession,
  ) {}

  /** @throws DomainError NOT_SIGNED_IN · FORBIDDEN */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    // Of the handler alone: a declaration on a class would silently cover a route added later.
    const declared = this.reflector.get<AccessDeclaration | undefined>(ACCESS, context.getHandler());
    if (!declared) {
      const route = `${context.getClass().name}.${context.getHandler().name}`;
      this.logger.error({ route }, 'a route declares neither @Can nor @Public and was refused');
      throw new DomainError('FORBIDDEN');
    }
    if (declared.public) return true;
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = this.tokenOf(request);
    const actor = token === null ? null : await this.authenticator.authenticate(token);
    if (!actor) throw new DomainError('NOT_SIGNED_IN');
    request.actor = { ...actor, requestId: request.id };
    request.token = token;
    if (isAllowed(actor, declared.permission)) return true;
    this.logger.info(
      { requestId: request.id, actor: actorRef(actor), permission: declared.permission },
      'refused',
    );
    throw forbidden(actor, declared.permission);
  }

  /**
   * The header counts where there is one, so that a client that sends it is never taken for somebody else.
   * @throws DomainError FORBIDDEN for a cookie that comes from another site's page.
   */
  private tokenOf(request: FastifyRequest): string | null {
    if (request.headers.authorization !== undefined) return bearerOf(request);
    const token = this.browser.tokenOf(request);
    if (token !== null) this.browser.refuseForeign(request);
    return token;
  }
}

function forbidden(actor: Actor, permission: Permission): DomainError {
  const extra = { permission };
  if (actor.kind !== 'user' || !actor.isEnrolling) return new DomainError('FORBIDDEN', { extra });
  return new DomainError('FORBIDDEN', {
    rule: 'identity.second_factor',
    detail: {
      zh: '您的角色需要先启用动态验证码：请通过 POST /v1/me/second-factor 启用后再操作。',
      en: 'Your role needs a second factor first: enrol one (POST /v1/me/second-factor).',
    },
    extra,
  });
}
