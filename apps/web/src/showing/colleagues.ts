import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../client/client';

/** Who works here, by name; null until they are known. */
export function useColleagues() {
  const { data } = useQuery({
    queryKey: ['colleagues'],
    queryFn: () => answerOf(api.GET('/v1/colleagues')),
    staleTime: 300_000,
  });
  return data?.items ?? null;
}
