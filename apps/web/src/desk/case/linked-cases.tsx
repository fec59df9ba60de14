import { useQuery } from '@tanstack/react-query';
import { Alert, Empty, List, Skeleton, Space, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../../client/client';
import { said } from '../../language/language';
import { messageOf } from '../../showing/message-of';
import { StateTag } from '../../showing/state-tag';
import { caseKey } from './case-query';

/** Other cases that have something in common with this one, and what. */
export function LinkedCases({ number }: { readonly number: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: caseKey(number, 'linked'),
    queryFn: () => answerOf(api.GET('/v1/cases/{number}/linked', { params: { path: { number } } })),
  });
  if (error) return <Alert type="warning" showIcon title={messageOf(error)} />;
  if (!data) return <Skeleton active />;
  return (
    <List
      dataSource={data.items}
      rowKey="number"
      locale={{ emptyText: <Empty description={t('linked.none')} /> }}
      renderItem={(linked) => (
        <List.Item>
          <List.Item.Meta
            title={
              <Space wrap>
                <Link to={`/desk/cases/${linked.number}`}>{linked.number}</Link>
                <StateTag state={linked.state} />
                {linked.reason && said(linked.reason.title)}
              </Space>
            }
            description={
              <Space wrap>
                {linked.merchantName} · {linked.terminalNo}
                {linked.why.map(({ by, count, values }) => (
                  <Tag key={by} title={values.join(', ')}>
                    {t(`linked.by.${by}`)} × {count}
                  </Tag>
                ))}
              </Space>
            }
          />
        </List.Item>
      )}
    />
  );
}
