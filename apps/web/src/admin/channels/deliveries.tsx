import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Empty, Skeleton, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../client/client';
import { Instant } from '../../showing/instant';
import { messageOf } from '../../showing/message-of';
import { useWrite } from '../../showing/use-write';
import { WEBHOOKS } from './webhook';

/** The latest that was sent to an endpoint; a dead letter can be sent again. */
export function Deliveries({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: [...WEBHOOKS, id],
    queryFn: async () =>
      (await answerOf(api.GET('/v1/webhooks/{id}/deliveries', { params: { path: { id } } }))).items,
  });
  const replay = useWrite(
    (deliveryId: string) =>
      answerOf(
        api.POST('/v1/webhooks/{id}/deliveries/{deliveryId}/replay', {
          params: { path: { id, deliveryId } },
        }),
      ),
    WEBHOOKS,
  );
  if (error) return <Alert type="warning" showIcon title={messageOf(error)} />;
  if (!data) return <Skeleton active paragraph={{ rows: 2 }} title={false} />;
  return (
    <Table
      rowKey="id"
      size="small"
      dataSource={data}
      pagination={{ pageSize: 10, hideOnSinglePage: true, showSizeChanger: false }}
      locale={{ emptyText: <Empty description={t('deliveries.none')} /> }}
      columns={[
        { title: t('deliveries.type'), dataIndex: 'type', render: (type: string) => <code>{type}</code> },
        { title: t('deliveries.made'), dataIndex: 'createdAt', render: (at: string) => <Instant at={at} /> },
        {
          title: t('deliveries.state'),
          render: (_, { state, attempts }) => (
            <>
              <Tag color={state === 'sent' ? 'green' : state === 'dead' ? 'red' : 'blue'}>
                {t(`dispatch.${state}`)}
              </Tag>
              <span className="secondary small">× {attempts}</span>
            </>
          ),
        },
        {
          title: t('deliveries.last'),
          render: (_, { lastStatus, lastError }) =>
            [lastStatus, lastError].filter((each) => each !== null).join(' '),
        },
        {
          render: (_, { id: deliveryId, state }) =>
            state !== 'waiting' && (
              <Button size="small" onClick={() => replay.mutate(deliveryId)}>
                {t('deliveries.again')}
              </Button>
            ),
        },
      ]}
    />
  );
}
