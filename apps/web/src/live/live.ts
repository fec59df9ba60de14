import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useMay } from '../session/session';

/** What is read anew when something happens to a case. */
interface Heard {
  readonly number?: string;
}

/** Kinds of events of the feed; of each, what of the page it makes stale. */
const KINDS: Readonly<Record<string, (heard: Heard) => readonly (readonly string[])[]>> = {
  case: ({ number }) => [...(number === undefined ? [] : [['case', number]]), ['cases']],
  inbox: () => [['notifications']],
  reset: () => [[]],
};

/** Listens as long as the page stands. @returns whether the desk can be heard; the browser comes again by itself. */
export function useLive(): boolean {
  const queries = useQueryClient();
  const may = useMay()('live.read');
  const [isHeard, setHeard] = useState(true);
  useEffect(() => {
    if (!may) return undefined;
    const source = new EventSource('/v1/live');
    source.onopen = () => setHeard(true);
    source.onerror = () => setHeard(false);
    for (const [kind, stale] of Object.entries(KINDS)) {
      source.addEventListener(kind, ({ data }: MessageEvent<string>) => {
        for (const queryKey of stale(JSON.parse(data) as Heard))
          void queries.invalidateQueries({ queryKey: [...queryKey] });
      });
    }
    return () => source.close();
  }, [may, queries]);
  return isHeard;
}
