import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { Refusal, answerOf, api, onSignedOut, type Schema } from '../client/client';
import { setDesk } from '../showing/desk';

export type Me = Schema<'MeView'>;
export type Permission = Me['permissions'][number];

export interface Credentials {
  readonly login: string;
  readonly password: string;
  /** Of an authenticator, or a recovery code. */
  readonly code?: string;
}

interface Session {
  /** Null: nobody is signed in. Undefined: not known yet. */
  readonly me: Me | null | undefined;
  /** Why it is not known. */
  readonly error: Error | null;
  /** Somebody was, on this very page: their session has ended since. */
  readonly wasSignedIn: boolean;
  /** Who is signed in, or was when the session ended: what the page goes on to show. */
  readonly shownAs: Me;
  readonly signIn: (given: Credentials) => Promise<void>;
  readonly signOut: () => Promise<void>;
  readonly retry: () => void;
}

const Context = createContext<Session | null>(null);

/** From here on, instants are shown in the desk's zone and deadlines told by its clock. */
function inDeskTime(me: Me): Me {
  setDesk(me.desk);
  return me;
}

const ME = ['me'];
const NOBODY: Me = {
  ...{ id: '', displayName: '', roles: [], merchantId: null, mustEnrol: false, permissions: [] },
  desk: { timeZone: 'Asia/Shanghai', now: new Date().toISOString(), isSandbox: false },
};

const who = (): Promise<Me | null> =>
  answerOf(api.GET('/v1/me')).then(inDeskTime, (error: unknown) => {
    if (error instanceof Refusal && error.code === 'NOT_SIGNED_IN') return null;
    throw error;
  });

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const { data: me, error, refetch } = useQuery({ queryKey: ME, queryFn: who, staleTime: 60_000 });

  const [last, setLast] = useState<Me | null>(null);
  if (me && me !== last) setLast(me);

  // Whatever is on the page stays there: a draft is not lost because a session ended.
  useEffect(
    () =>
      onSignedOut(() =>
        queries.setQueryData<Me | null>(ME, (before) => (before === undefined ? before : null)),
      ),
    [queries],
  );

  const signIn = useCallback<Session['signIn']>(
    async (given) => {
      await answerOf(api.POST('/v1/sessions', { body: { ...given, keep: 'cookie' } }));
      const now = await who();
      // The same person goes on where they were; whoever else it is sees nothing of what was read before.
      if (last !== null && last.id !== now?.id)
        queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' });
      queries.setQueryData(ME, now);
    },
    [queries, last],
  );
  const signOut = useCallback(async () => {
    await answerOf(api.DELETE('/v1/sessions/current'));
    setLast(null);
    queries.clear();
    queries.setQueryData(ME, null);
  }, [queries]);

  const value = useMemo<Session>(
    () => ({
      ...{ me, error, signIn, signOut },
      wasSignedIn: last !== null,
      shownAs: me ?? last ?? NOBODY,
      retry: () => void refetch(),
    }),
    [me, last, error, signIn, signOut, refetch],
  );
  return <Context value={value}>{children}</Context>;
}

export function useSession(): Session {
  const session = useContext(Context);
  if (!session) throw new Error('outside of SessionProvider');
  return session;
}

/** Within the rooms, where somebody is signed in. */
export function useMe(): Me {
  return useSession().shownAs;
}

export function useMay(): (permission: Permission) => boolean {
  const { shownAs } = useSession();
  return useCallback((permission) => shownAs.permissions.includes(permission), [shownAs]);
}
