import { useQuery } from '@tanstack/react-query';
import { Alert, Empty, Skeleton, Space, Table } from 'antd';
import { Suspense, lazy, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../client/client';
import { said } from '../language/language';
import { Instant } from '../showing/instant';
import { messageOf } from '../showing/message-of';
import { RULE_SETS } from './rule-sets-page';

const Bars = lazy(async () => ({ default: (await import('../showing/bars')).Bars }));

/** What the set found beside what the active one found in the same scans. */
export function Shadow({ setNumber }: { readonly setNumber: number }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: [...RULE_SETS, String(setNumber), 'shadow'],
    queryFn: () => answerOf(api.GET('/v1/rule-sets/{setNumber}/shadow', { params: { path: { setNumber } } })),
  });
  const bars = useMemo(
    () => ({
      names: (data?.rules ?? []).map(({ rule, title }) => `${rule} ${said(title)}`),
      series: [
        { name: t('shadow.shadow'), values: (data?.rules ?? []).map(({ shadowFindings }) => shadowFindings) },
        { name: t('shadow.active'), values: (data?.rules ?? []).map(({ activeFindings }) => activeFindings) },
      ],
    }),
    [data, t],
  );
  if (error) return <Alert type="warning" showIcon title={messageOf(error)} />;
  if (!data) return <Skeleton active />;
  if (data.since === null) return <Empty description={t('shadow.never')} />;
  if (data.scans === 0) return <Empty description={t('shadow.noScans')} />;
  return (
    <div className="stack">
      <Space wrap size="large">
        <span>
          {t('shadow.since')} <Instant at={data.since} />
        </span>
        <span>{t('shadow.scans', { count: data.scans })}</span>
        <span>
          {t('shadow.score')} <strong>{data.shadowScore ?? '–'}</strong> / {data.activeScore ?? '–'}
        </span>
      </Space>
      <Suspense fallback={<Skeleton active />}>
        <Bars {...bars} label={t('shadow.label')} />
      </Suspense>
      <Table
        rowKey="rule"
        size="small"
        dataSource={data.rules}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          { title: t('rule.rule'), render: (_, { rule, title }) => `${rule} ${said(title)}` },
          { title: t('shadow.shadow'), dataIndex: 'shadowFindings', align: 'right' },
          { title: t('shadow.active'), dataIndex: 'activeFindings', align: 'right' },
          {
            title: t('shadow.change'),
            align: 'right',
            render: (_, { shadowFindings, activeFindings }) => {
              const change = shadowFindings - activeFindings;
              return change > 0 ? `+${change}` : change;
            },
          },
        ]}
      />
    </div>
  );
}
