import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schema } from '../../../client/client';
import { Instant } from '../../../showing/instant';
import { messageOf } from '../../../showing/message-of';
import { money } from '../../../showing/money';
import { caseKey } from '../case-query';

type Sale = Schema<'TransactionItem'>;

/** The transactions that make one finding. */
export function FindingSales({ number, findingId }: { readonly number: string; readonly findingId: string }) {
  const { t } = useTranslation();
  const sales = useQuery({
    queryKey: caseKey(number, 'findings', findingId),
    queryFn: () =>
      answerOf(
        api.GET('/v1/cases/{number}/findings/{findingId}/sales', { params: { path: { number, findingId } } }),
      ),
  });
  if (sales.isPending) return <Skeleton active paragraph={{ rows: 3 }} />;
  if (sales.error) return <Alert type="warning" showIcon title={messageOf(sales.error)} />;
  return (
    <>
      {sales.data.droppedBefore !== null && <Alert type="info" showIcon title={t('sales.dropped')} />}
      <Table<Sale>
        size="small"
        rowKey="id"
        dataSource={sales.data.items}
        pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: true }}
        columns={[
          { title: t('sale.at'), dataIndex: 'occurredAt', render: (at: string) => <Instant at={at} /> },
          {
            title: t('sale.amount'),
            dataIndex: 'amountFen',
            align: 'right',
            render: (fen: number, { currency }) => money(fen, currency),
          },
          { title: t('sale.type'), dataIndex: 'type', render: (type: Sale['type']) => t(`saleType.${type}`) },
          {
            title: t('sale.status'),
            dataIndex: 'status',
            render: (status: Sale['status']) => (
              <Tag color={status === 'approved' ? 'green' : 'default'}>{t(`saleStatus.${status}`)}</Tag>
            ),
          },
          {
            title: t('sale.card'),
            render: (_, { cardBin, cardLastFour, cardType }) =>
              cardLastFour === null ? '–' : `${t(`cardType.${cardType}`)} ${cardBin ?? ''}…${cardLastFour}`,
          },
          {
            title: t('sale.reference'),
            dataIndex: 'reference',
            render: (text: string | null) => text ?? '–',
          },
        ]}
      />
    </>
  );
}
