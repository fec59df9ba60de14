import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../client/client';
import { said } from '../../language/language';
import { useMay } from '../../session/session';
import { Failed } from '../../showing/failed';
import { QUEUES, type Queue } from './queue';
import { QueueForm } from './queue-form';
import { QueueLoad } from './queue-load';

/** Queues in the order in which they are asked, each with what it takes and who works it. */
export function QueuesPage() {
  const { t } = useTranslation();
  const may = useMay()('queue.write');
  const [editing, setEditing] = useState<Queue | 'new' | null>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: [...QUEUES, 'list'],
    queryFn: async () => (await answerOf(api.GET('/v1/queues'))).items,
  });
  if (error && !data) return <Failed error={error} retry={refetch} />;
  return (
    <section className="stack">
      {may && (
        <Button type="primary" onClick={() => setEditing('new')}>
          {t('queues.new')}
        </Button>
      )}
      <Table<Queue>
        rowKey="code"
        size="small"
        loading={isPending}
        dataSource={data ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty description={t('queues.none')} /> }}
        expandable={{ expandedRowRender: (queue) => <QueueLoad code={queue.code} /> }}
        columns={[
          { title: t('queues.position'), dataIndex: 'position', align: 'right' },
          { title: t('queues.name'), render: (_, { name }) => said(name) },
          { title: t('queues.code'), dataIndex: 'code', render: (code: string) => <code>{code}</code> },
          {
            title: t('queues.takes'),
            render: (_, { reasons }) =>
              reasons.length === 0 ? t('queues.all') : t('queues.reasonCount', { count: reasons.length }),
          },
          { title: t('queues.calendar'), dataIndex: 'calendar' },
          {
            title: t('queues.gives'),
            dataIndex: 'roundRobin',
            render: (isGiven: boolean) => (
              <Tag color={isGiven ? 'blue' : 'default'}>{t(isGiven ? 'queues.inTurn' : 'queues.byHand')}</Tag>
            ),
          },
          {
            render: (_, queue) =>
              may && (
                <Space>
                  <Button size="small" onClick={() => setEditing(queue)}>
                    {t('queues.change')}
                  </Button>
                </Space>
              ),
          },
        ]}
      />
      {editing !== null && (
        <QueueForm queue={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      )}
    </section>
  );
}
