import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, api, type Schema } from '../client/client';

export type MyCase = Schema<'MerchantCase'>;
export type MyAction = MyCase['actions'][number]['action'];

export const myCaseKey = (number: string, ...part: readonly string[]): string[] => ['case', number, ...part];

const asMerchant = (answer: MyCase | Schema<'StaffCase'>): MyCase => {
  if ('status' in answer) return answer;
  throw new Error('the desk’s face of a case, in the portal');
};

export const useMyCase = (number: string) =>
  useQuery({
    queryKey: myCaseKey(number),
    queryFn: async () =>
      asMerchant(await answerOf(api.GET('/v1/cases/{number}', { params: { path: { number } } }))),
  });

export const mayDo = (shown: MyCase, action: MyAction): boolean =>
  shown.actions.some((each) => each.action === action && each.allowed);

/** What a merchant does on the case as they saw it. */
export function useMyAct(shown: Pick<MyCase, 'number' | 'version'>) {
  const queries = useQueryClient();
  const { number, version } = shown;
  return useMutation({
    mutationFn: async ({
      action,
      payload,
    }: {
      action: MyAction;
      payload: Readonly<Record<string, unknown>>;
    }) =>
      asMerchant(
        await answerOf(
          api.POST('/v1/cases/{number}/actions/{action}', {
            params: { path: { number, action } },
            body: { ...payload, version },
          }),
        ),
      ),
    onSuccess: (after) => {
      queries.setQueryData(myCaseKey(number), after);
      void queries.invalidateQueries({ queryKey: myCaseKey(number) });
    },
  });
}
