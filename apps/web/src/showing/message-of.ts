import i18next from 'i18next';
import { Refusal } from '../client/client';

/** What went wrong and what to do, in the reader's language. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Refusal)) return i18next.t('error.unreachable');
  const { title, detail, action } = error.problem;
  const what = detail ?? title;
  return action && !what.includes(action) ? `${what} ${action}` : what;
}
