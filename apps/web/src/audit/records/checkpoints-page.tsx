import { useQuery } from '@tanstack/react-query';
import { Empty, Table, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schema } from '../../client/client';
import { Failed } from '../../showing/failed';
import { Instant } from '../../showing/instant';
import { openCheckpoint } from '../proof/checkpoint';
import { toHex } from '../proof/tree';
import { useAuditKey } from '../replay/case-audit';

type Item = Schema<'CheckpointItem'>;

interface Row extends Item {
  /** Null where the key of this desk did not sign it. */
  readonly root: string | null;
}

/** What the desk vouched for and when, each signature checked here. */
export function CheckpointsPage() {
  const { t } = useTranslation();
  const key = useAuditKey();
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['audit', 'checkpoints', key.data ?? ''],
    enabled: !key.isPending,
    queryFn: async () => {
      const { items } = await answerOf(api.GET('/v1/audit/checkpoints'));
      return Promise.all(
        items.map(async (item): Promise<Row> => {
          const opened = await openCheckpoint(item.note, key.data ?? '');
          return { ...item, root: opened && toHex(opened.root) };
        }),
      );
    },
  });
  if (error && !data) return <Failed error={error} retry={refetch} />;
  return (
    <section className="stack">
      {typeof key.data === 'string' && (
        <p>
          {t('proof.key')}{' '}
          <Typography.Text code copyable className="hash">
            {key.data}
          </Typography.Text>
        </p>
      )}
      <Table<Row>
        rowKey="at"
        size="small"
        loading={isPending}
        dataSource={data ?? []}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty description={t('proof.none')} /> }}
        columns={[
          { title: t('checkpoints.at'), dataIndex: 'at', render: (at: string) => <Instant at={at} /> },
          { title: t('checkpoints.size'), dataIndex: 'size', align: 'right' },
          {
            title: t('checkpoints.signature'),
            render: (_, { root }) => (
              <Tag color={root === null ? 'red' : 'green'}>
                {t(root === null ? 'checkpoints.bad' : 'checkpoints.good')}
              </Tag>
            ),
          },
          {
            title: t('checkpoints.exported'),
            dataIndex: 'exportedAt',
            render: (at: string | null) => (at === null ? t('checkpoints.inside') : <Instant at={at} />),
          },
          {
            title: t('proof.root'),
            dataIndex: 'root',
            render: (root: string | null) => <code className="hash small">{root ?? '–'}</code>,
          },
        ]}
      />
    </section>
  );
}
