import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../client/client';
import { said } from '../language/language';

/** Of a queue; its code until the name is known, or where it was removed since. */
export function QueueName({ code }: { readonly code: string }) {
  const { data } = useQuery({
    queryKey: ['queues', 'names'],
    queryFn: () => answerOf(api.GET('/v1/queues')),
    staleTime: 300_000,
  });
  const known = data?.items.find((queue) => queue.code === code);
  return <span>{known ? said(known.name) : code}</span>;
}
