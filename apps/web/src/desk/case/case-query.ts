import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../../client/client';

export type StaffCase = Schema<'StaffCase'>;
export type ActionName = StaffCase['actions'][number]['action'];

export const caseKey = (number: string, ...part: readonly string[]): string[] => ['case', number, ...part];

/** The desk's pages are for staff alone, whom the API gives the whole case. */
const asStaff = (answer: StaffCase | Schema<'MerchantCase'>): StaffCase => {
  if ('state' in answer) return answer;
  throw new Error('a merchant’s face of a case, on the desk');
};

export const useCase = (number: string) =>
  useQuery({
    queryKey: caseKey(number),
    queryFn: async () =>
      asStaff(await answerOf(api.GET('/v1/cases/{number}', { params: { path: { number } } }))),
  });

export interface Act {
  readonly action: ActionName;
  /** What the action takes, but for the version. */
  readonly payload?: Readonly<Record<string, unknown>>;
}

/** Takes an action on the case as it was seen: whoever was faster is not overrun, and what they changed is told. */
export function useAct(shown: Pick<StaffCase, 'number' | 'version'>) {
  const queries = useQueryClient();
  const { number, version } = shown;
  return useMutation({
    mutationFn: async ({ action, payload }: Act) =>
      asStaff(
        await answerOf(
          api.POST('/v1/cases/{number}/actions/{action}', {
            params: { path: { number, action } },
            body: { ...payload, version },
          }),
        ),
      ),
    onSuccess: (after) => {
      queries.setQueryData(caseKey(number), after);
      void queries.invalidateQueries({ queryKey: caseKey(number) });
      void queries.invalidateQueries({ queryKey: ['cases'] });
    },
  });
}
