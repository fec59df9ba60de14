import { useQuery } from '@tanstack/react-query';
import { Empty, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schema } from '../../client/client';
import { Failed } from '../../showing/failed';
import { Instant } from '../../showing/instant';

/** Each draw with the seed by which it is drawn again, and whether it just was, to the same end. */
export function Draws() {
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['quality', 'draws'],
    queryFn: async () => (await answerOf(api.GET('/v1/quality/draws'))).items,
  });
  if (error && !data) return <Failed error={error} retry={refetch} />;
  return (
    <Table<Schema<'DrawView'>>
      rowKey="id"
      size="small"
      loading={isPending}
      dataSource={data ?? []}
      pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Empty description={t('quality.noDraws')} /> }}
      columns={[
        { title: t('quality.month'), dataIndex: 'month' },
        { title: t('quality.queue'), dataIndex: 'queue' },
        {
          title: t('quality.rate'),
          render: (_, { ratePercent, monthlyCap }) => `${ratePercent} % / ${monthlyCap}`,
        },
        { title: t('quality.candidates'), dataIndex: 'candidates', align: 'right' },
        { title: t('quality.drawnCount'), dataIndex: 'drawn', align: 'right' },
        { title: t('quality.drawnAt'), dataIndex: 'drawnAt', render: (at: string) => <Instant at={at} /> },
        { title: t('quality.seed'), dataIndex: 'seed', render: (seed: string) => <code>{seed}</code> },
        {
          render: (_, { agrees }) => (
            <Tag color={agrees ? 'green' : 'red'}>{t(agrees ? 'quality.agrees' : 'quality.disagrees')}</Tag>
          ),
        },
      ]}
    />
  );
}
