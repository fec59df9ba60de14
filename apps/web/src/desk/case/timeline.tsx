import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton, Timeline as Line } from 'antd';
import { answerOf, api, type Schema } from '../../client/client';
import { ActorName } from '../../showing/actor-name';
import { useEventTitle } from '../../showing/event-title';
import { Instant } from '../../showing/instant';
import { messageOf } from '../../showing/message-of';
import { StateTag, type CaseState } from '../../showing/state-tag';
import { caseKey } from './case-query';

type Event = Schema<'StaffTimelineItem'>;

/** Every event of the case, the newest first. */
export function Timeline({ number }: { readonly number: string }) {
  const titleOf = useEventTitle();
  const { data, error } = useQuery({
    queryKey: caseKey(number, 'timeline'),
    queryFn: async () => {
      const { items } = await answerOf(
        api.GET('/v1/cases/{number}/timeline', { params: { path: { number } } }),
      );
      return (items.filter((item) => 'seq' in item) as Event[]).reverse();
    },
  });
  if (error) return <Alert type="warning" showIcon title={messageOf(error)} />;
  if (!data) return <Skeleton active />;
  return (
    <Line
      items={data.map((event) => ({
        key: event.seq,
        content: (
          <>
            <div>
              <strong>{titleOf(event.type)}</strong>{' '}
              {event.fromState !== event.toState && <StateTag state={event.toState as CaseState} />}
            </div>
            <div className="secondary small">
              <ActorName actor={event.actor} /> · <Instant at={event.at} />
            </div>
            {event.content?.text !== undefined && <p className="prose">{event.content.text}</p>}
          </>
        ),
      }))}
    />
  );
}
