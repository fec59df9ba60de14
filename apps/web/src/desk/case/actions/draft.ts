import { useMemo } from 'react';

const PREFIX = 'thaw.draft.';

/** What was filled in and not sent yet, of this tab: it outlives a reload, and nobody else at the machine reads it. */
export function useDraft(name: string): {
  readonly kept: Record<string, unknown>;
  readonly keep: (values: Record<string, unknown>) => void;
  readonly forget: () => void;
} {
  return useMemo(() => {
    const key = PREFIX + name;
    return {
      kept: JSON.parse(sessionStorage.getItem(key) ?? '{}') as Record<string, unknown>,
      keep: (values) => sessionStorage.setItem(key, JSON.stringify(values)),
      forget: () => sessionStorage.removeItem(key),
    };
  }, [name]);
}
