import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Table, Tabs, type TableProps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { answerOf, api, type Schema } from '../../client/client';
import { Failed } from '../../showing/failed';
import { Instant } from '../../showing/instant';
import { Draws } from './draws';
import { ReviewDrawer } from './review-drawer';

export type Sample = Schema<'SampleView'>;

const STATES = ['drawn', 'returned', 'corrected', 'passed'] as const;

/** Cases that were drawn to be looked at again, by where they stand, and how they were drawn. */
export function QualityPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  return (
    <Tabs
      activeKey={search.get('show') ?? 'drawn'}
      onChange={(show) => setSearch({ show })}
      items={[
        ...STATES.map((state) => ({
          key: state,
          label: t(`quality.${state}`),
          children: <Samples state={state} />,
        })),
        { key: 'draws', label: t('quality.draws'), children: <Draws /> },
      ]}
    />
  );
}

function Samples({ state }: { readonly state: Sample['state'] }) {
  const { t } = useTranslation();
  const [openId, setOpenId] = useState<string | null>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['quality', 'samples', state],
    queryFn: async () =>
      (await answerOf(api.GET('/v1/quality/samples', { params: { query: { state } } }))).items,
  });
  if (error && !data) return <Failed error={error} retry={refetch} />;
  const open = data?.find(({ id }) => id === openId);
  const columns: TableProps<Sample>['columns'] = [
    {
      title: t('quality.case'),
      dataIndex: 'number',
      render: (number: string) => <Link to={`/audit/cases/${number}`}>{number}</Link>,
    },
    { title: t('quality.queue'), dataIndex: 'queue', render: (queue: string | null) => queue ?? '–' },
    { title: t('quality.drawnAt'), dataIndex: 'drawnAt', render: (at: string) => <Instant at={at} /> },
    { title: t('quality.rounds'), align: 'right', render: (_, { reviews }) => reviews.length },
    {
      render: (_, { id }) => (
        <Button size="small" onClick={() => setOpenId(id)}>
          {t(state === 'drawn' || state === 'corrected' ? 'quality.review' : 'quality.look')}
        </Button>
      ),
    },
  ];
  return (
    <>
      <Table<Sample>
        rowKey="id"
        size="small"
        loading={isPending}
        dataSource={data ?? []}
        columns={columns}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 'max-content' }}
        locale={{
          emptyText: (
            <Empty description={t(state === 'drawn' ? 'quality.none.drawn' : 'quality.none.other')} />
          ),
        }}
      />
      {open && <ReviewDrawer sample={open} onClose={() => setOpenId(null)} />}
    </>
  );
}
