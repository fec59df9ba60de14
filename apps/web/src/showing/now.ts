import { useEffect, useState } from 'react';
import { deskNow } from './desk';

const EVERY_MS = 15_000;

/** The time of the desk, anew now and then where it is shown as a distance. */
export function useNow(isTicking = true): number {
  const [now, setNow] = useState(deskNow);
  useEffect(() => {
    if (!isTicking) return undefined;
    const timer = setInterval(() => setNow(deskNow()), EVERY_MS);
    return () => clearInterval(timer);
  }, [isTicking]);
  return now;
}
