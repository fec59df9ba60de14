import { useTranslation } from 'react-i18next';
import type { EVENT_WORDS } from '../language/words/events';

/** Of an event by its type; the type itself where it is newer than these pages. */
export function useEventTitle(): (type: string) => string {
  const { t } = useTranslation();
  return (type) => t(`event.${type}` as keyof typeof EVENT_WORDS, { defaultValue: type });
}
