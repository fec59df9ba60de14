import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useTranslation } from 'react-i18next';
import { messageOf } from './message-of';

/**
 * Something that is written and then read anew: says that it is done, or why it was refused.
 * @param stale keys of what is to be read again.
 */
export function useWrite<Given, Answer>(
  write: (given: Given) => Promise<Answer>,
  ...stale: readonly (readonly string[])[]
) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  return useMutation<Answer, Error, Given>({
    mutationFn: write,
    onSuccess: async () => {
      void message.success(t('write.done'));
      await Promise.all(stale.map((queryKey) => queries.invalidateQueries({ queryKey })));
    },
    onError: (error) => {
      void message.error(messageOf(error));
      // Whoever was faster changed it: what is shown is read anew before the next try.
      for (const queryKey of stale) void queries.invalidateQueries({ queryKey });
    },
  });
}
