import { DomainError } from '@thaw/kernel';

/** What a refusal, or a database that cannot be worked with, is in words of both languages; null for what nobody foresaw. */
export function databaseFailure(error: unknown): string | null {
  if (error instanceof DomainError) {
    const { detail } = error.context;
    if (detail === undefined) return error.code;
    return typeof detail === 'string' ? detail : `${detail.zh}\n${detail.en}`;
  }
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  switch (code) {
    case '42P01': // no such table
    case '22023': // no such role, where none of our migrations has run
      return '数据库还没有升级，请先运行 thaw migrate。  The database is not set up yet: run `thaw migrate` first.';
    case '28P01': // wrong password
    case '28000': // no such login
    case '3D000': // no such database
      return `无法登录数据库。  The database refuses the sign-in of DATABASE_URL: ${String(message)}`;
    default:
      return null;
  }
}
