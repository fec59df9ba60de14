import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { DomainError, type ErrorCode } from '@thaw/kernel';
import { PROBLEM_MEDIA_TYPE, problemOf } from '../problems/problem';

/** What Node's parser calls its errors, where it is no mere matter of bytes that are not HTTP. */
const CODES: Readonly<Record<string, ErrorCode>> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TOO_SLOW',
};

/**
 * Refuses what never became a request, as a problem like any other. Its headers were not read, so that the reader's language is
 * not known; and the connection ends, since nobody can say where the next request begins.
 */
export function refuseUnreadable(error: Error & { readonly code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = new DomainError(CODES[error.code ?? ''] ?? 'INVALID_REQUEST');
  const problem = problemOf(refusal, randomUUID(), 'zh');
  const body = JSON.stringify(problem);
  socket.end(
    [
      `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
      `content-type: ${PROBLEM_MEDIA_TYPE}`,
      'content-language: zh',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}
