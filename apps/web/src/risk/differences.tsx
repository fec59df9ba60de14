import { useQuery } from '@tanstack/react-query';
import { Alert, Empty, Skeleton, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schema } from '../client/client';
import { said } from '../language/language';
import { messageOf } from '../showing/message-of';
import type { RuleSetDetail } from './rule-set-page';
import { RULE_SETS } from './rule-sets-page';

type Difference = Schema<'RuleDifferenceItem'>;

/** What is otherwise than in the set that it was made from. */
export function Differences({ set }: { readonly set: RuleSetDetail }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: [...RULE_SETS, String(set.number), 'differences', set.version],
    queryFn: async () =>
      (
        await answerOf(
          api.GET('/v1/rule-sets/{setNumber}/differences', {
            params: {
              path: { setNumber: set.number },
              query: set.basedOn === null ? {} : { against: set.basedOn },
            },
          }),
        )
      ).items,
  });
  const shown = (value: Difference['before']): string =>
    typeof value === 'boolean' ? t(value ? 'rule.on' : 'rule.off') : (value?.toLocaleString() ?? '–');
  if (error) return <Alert type="warning" showIcon title={messageOf(error)} />;
  if (!data) return <Skeleton active />;
  return (
    <Table<Difference>
      rowKey={({ rule, field, parameter }) => `${rule}|${field}|${parameter ?? ''}`}
      size="small"
      dataSource={data}
      pagination={false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: <Empty description={t('ruleSets.same')} /> }}
      columns={[
        {
          title: t('rule.rule'),
          render: (_, { rule, title }) => (title ? `${rule} ${said(title)}` : rule),
        },
        {
          title: t('rule.field'),
          render: (_, { field, label, unit }) =>
            label ? `${said(label)}${unit === null ? '' : ` (${unit})`}` : t(`rule.${field}`),
        },
        { title: t('rule.before'), align: 'right', render: (_, { before }) => shown(before) },
        { title: t('rule.after'), align: 'right', render: (_, { after }) => <strong>{shown(after)}</strong> },
      ]}
    />
  );
}
