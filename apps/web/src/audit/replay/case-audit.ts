import { useQuery } from '@tanstack/react-query';
import { Refusal, answerOf, api, type Schema } from '../../client/client';

export type CaseEvent = Schema<'StaffTimelineItem'>;

export const useEvents = (number: string) =>
  useQuery({
    queryKey: ['case', number, 'timeline', 'oldest first'],
    queryFn: async () => {
      const { items } = await answerOf(
        api.GET('/v1/cases/{number}/timeline', { params: { path: { number } } }),
      );
      return items.filter((item): item is CaseEvent => 'seq' in item);
    },
  });

/** The records of the case with their proofs; null where no checkpoint vouches for any yet. Each look is a record, too. */
export const useCaseAudit = (number: string) =>
  useQuery({
    queryKey: ['audit', 'case', number],
    staleTime: Infinity,
    queryFn: () =>
      answerOf(api.GET('/v1/cases/{number}/audit', { params: { path: { number } } })).catch(
        (error: unknown) => {
          if (error instanceof Refusal && error.code === 'NOT_FOUND') return null;
          throw error;
        },
      ),
  });

export const useAuditKey = () =>
  useQuery({
    queryKey: ['audit', 'key'],
    staleTime: Infinity,
    queryFn: async () => (await answerOf(api.GET('/v1/audit/key'))).key,
  });
