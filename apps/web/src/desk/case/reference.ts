import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../client/client';

/** Reasons, items, outcomes and the lifecycle, as staff read them. */
export function useReference(version?: 1 | 2) {
  const { data } = useQuery({
    queryKey: ['reference', version ?? 'current'],
    queryFn: () => answerOf(api.GET('/v1/reference', { params: { query: version ? { version } : {} } })),
    staleTime: Infinity,
  });
  return data && 'reasons' in data ? data : null;
}
