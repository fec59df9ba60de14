import { DomainError } from '@thaw/kernel';
import type { FastifyInstance } from 'fastify';
import { shapeFault } from './json-shape';

/** Larger JSON is refused before it is read whole; files go through multipart. */
export const JSON_LIMIT_BYTES = 1024 ** 2;

/** Of a route that takes its records in bulk: 10,000 of them, and room. */
export const BULK_LIMIT_BYTES = 4 * 1024 ** 2;

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route takes a form, as a standard asks of it; no other does. */
    form?: boolean;
    /** The route reads a long list by itself, without a DTO: its bodies may be larger. */
    bulk?: boolean;
  }
  interface FastifyRequest {
    /** The bytes of a JSON body as they came, for checking a signature over them. */
    rawBody?: Buffer;
  }
}

/** A form is one long token. */
const FORM_LIMIT_BYTES = 16 * 1024;

/** JSON is the one body that is parsed, but for a form where a route says so; Fastify's own plain text would only widen the door. */
export function takeJsonOnly(fastify: FastifyInstance): void {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  const parse = fastify.getDefaultJsonParser('error', 'error');
  fastify.addHook('onRoute', (route) => {
    if (route.config?.bulk) route.bodyLimit = BULK_LIMIT_BYTES;
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: FORM_LIMIT_BYTES },
    (request, text: string, done) => {
      if (!request.routeOptions.config.form)
        return done(new DomainError('UNSUPPORTED_MEDIA_TYPE'), undefined);
      done(null, Object.fromEntries(new URLSearchParams(text)));
    },
  );
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, bytes: Buffer, done) => {
    request.rawBody = bytes;
    // Clients that always name the type send it with empty bodies too; whether one is needed, validation says.
    if (bytes.length === 0) return done(null, undefined);
    let text: string;
    try {
      text = utf8.decode(bytes);
    } catch {
      return done(notJson('The body is not valid UTF-8.', '请求体不是有效的 UTF-8 编码。'), undefined);
    }
    void parse(request, text, (error, body: unknown) => {
      if (error) return done(notJson('The body is not valid JSON.', '请求体不是有效的 JSON。'), undefined);
      const detail = shapeFault(body, request.routeOptions.config.bulk);
      if (detail) return done(new DomainError('INVALID_REQUEST', { detail }), undefined);
      return done(null, body);
    });
  });
}

const notJson = (en: string, zh: string): DomainError =>
  new DomainError('INVALID_REQUEST', { detail: { zh, en } });
