import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { DomainError } from '@thaw/kernel';
import { Logger } from '@thaw/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusals } from '../audit/refusals';
import { RouteTable } from '../requests/route-table';
import { PROBLEM_MEDIA_TYPE, problemOf } from './problem';
import { readerLanguage } from './reader-language';
import { refusalOf } from './refusal';

/** What the API needs is away: most often it is restarted, and back within seconds. */
const AWAY_SECONDS = 2;

/** Turns everything that is thrown into an RFC 9457 problem in the reader's language. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly routes: RouteTable,
    private readonly refusals: Refusals,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Also for what Fastify refuses before Nest is asked. */
  answer(thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const refusal = thrown instanceof DomainError ? thrown : this.refine(refusalOf(thrown), request, reply);
    const noted = this.refusals.note(refusal, request);
    if (noted) void noted.then(() => this.tell(refusal, thrown, request, reply));
    else this.tell(refusal, thrown, request, reply);
  }

  private tell(refusal: DomainError, thrown: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const locale = readerLanguage(request.headers['accept-language']);
    const problem = problemOf(refusal, request.id, locale);
    if (problem.status >= 500) {
      this.logger.error({ requestId: request.id, code: refusal.code, err: thrown }, 'request failed');
    }
    if (reply.sent || reply.raw.headersSent) {
      // Half a download is out already: only a broken connection tells the client that it is not whole.
      reply.raw.destroy();
      return;
    }
    if (problem.status === 401) void reply.header('www-authenticate', 'Bearer realm="thaw"');
    const { retryAfterSeconds = problem.status === 503 ? AWAY_SECONDS : null } = refusal.context.extra ?? {};
    if (typeof retryAfterSeconds === 'number') void reply.header('retry-after', String(retryAfterSeconds));
    void reply
      .code(problem.status)
      .header('content-type', PROBLEM_MEDIA_TYPE)
      .header('content-language', locale)
      .header('vary', 'Accept-Language')
      .send(JSON.stringify(problem));
  }

  /** The router only knows that nothing matched; whether another method would have is the better answer. */
  private refine(refusal: DomainError, request: FastifyRequest, reply: FastifyReply): DomainError {
    if (refusal.code !== 'ROUTE_NOT_FOUND') return refusal;
    const methods = this.routes.methodsAt(request.raw.url ?? '/');
    if (methods.length === 0) return refusal;
    if (methods.includes(request.method)) return new DomainError('NOT_FOUND');
    void reply.header('allow', methods.join(', '));
    return new DomainError('METHOD_NOT_ALLOWED', { extra: { allowed: methods } });
  }
}
