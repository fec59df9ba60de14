import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Segmented, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { answerOf, api, type Schema } from '../../client/client';
import { Failed } from '../../showing/failed';
import { Instant } from '../../showing/instant';
import { PersonName } from '../../showing/person-name';
import { useWrite } from '../../showing/use-write';

type Dispatch = Schema<'DispatchItemView'>;
type State = Dispatch['state'];

const STATES: readonly State[] = ['waiting', 'sent', 'dead', 'dropped'];
const COLOURS: Readonly<Record<State, string>> = {
  waiting: 'blue',
  sent: 'green',
  dead: 'red',
  dropped: 'default',
};

/** Mails and texts beside the inboxes, without their words: what went out, and what did not arrive. */
export function DispatchesPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const state = STATES.find((each) => each === search.get('state'));
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: ['dispatches', state ?? ''],
      queryFn: ({ pageParam }) =>
        answerOf(
          api.GET('/v1/dispatches', {
            params: { query: { ...(state && { state }), ...(pageParam && { cursor: pageParam }) } },
          }),
        ),
      initialPageParam: '',
      getNextPageParam: ({ next }) => next ?? undefined,
    });
  const replay = useWrite(
    (id: string) => answerOf(api.POST('/v1/dispatches/{id}/replay', { params: { path: { id } } })),
    ['dispatches'],
  );
  if (error && !data) return <Failed error={error} retry={refetch} />;
  return (
    <section className="stack">
      <Segmented<State | ''>
        value={state ?? ''}
        aria-label={t('deliveries.state')}
        onChange={(to) => setSearch(to === '' ? {} : { state: to })}
        options={[
          { value: '', label: t('cases.any') },
          ...STATES.map((value) => ({ value, label: t(`dispatch.${value}`) })),
        ]}
      />
      <Table<Dispatch>
        rowKey="id"
        size="small"
        loading={isPending}
        dataSource={data?.pages.flatMap(({ items }) => items) ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty description={t('dispatches.none')} /> }}
        columns={[
          {
            title: t('dispatches.channel'),
            dataIndex: 'channel',
            render: (channel: Dispatch['channel']) => t(`channel.${channel}`),
          },
          {
            title: t('dispatches.to'),
            dataIndex: 'userId',
            render: (id: string | null) => (id === null ? t('dispatches.group') : <PersonName id={id} />),
          },
          {
            title: t('deliveries.made'),
            dataIndex: 'createdAt',
            render: (at: string) => <Instant at={at} />,
          },
          {
            title: t('deliveries.state'),
            render: (_, { state: now, attempts }) => (
              <>
                <Tag color={COLOURS[now]}>{t(`dispatch.${now}`)}</Tag>
                <span className="secondary small">× {attempts}</span>
              </>
            ),
          },
          {
            title: t('deliveries.last'),
            dataIndex: 'lastError',
            render: (code: string | null) => code ?? '–',
          },
          {
            render: (_, { id, state: now }) =>
              now === 'dead' && (
                <Button size="small" onClick={() => replay.mutate(id)}>
                  {t('deliveries.again')}
                </Button>
              ),
          },
        ]}
      />
      {hasNextPage && (
        <Button block onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('cases.more')}
        </Button>
      )}
    </section>
  );
}
