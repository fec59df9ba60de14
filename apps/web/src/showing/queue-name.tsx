import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../client/client';
import { said } from '../language/language';

/** Queues by code and name; undefined until they are known. */
export function useQueues() {
  const { data } = useQuery({
    queryKey: ['queues', 'names'],
    queryFn: () => answerOf(api.GET('/v1/queues')),
    staleTime: 300_000,
  });
  return data?.items;
}

/** Of a queue; its code until the name is known, or where it was removed since. */
export function QueueName({ code }: { readonly code: string }) {
  const queues = useQueues();
  const known = queues?.find((queue) => queue.code === code);
  return <span>{known ? said(known.name) : code}</span>;
}
