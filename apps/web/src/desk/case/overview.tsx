import { Alert, Card, Descriptions, Empty, Table, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { said } from '../../language/language';
import { Instant } from '../../showing/instant';
import { money } from '../../showing/money';
import type { StaffCase } from './case-query';

/** What is in force, what was decided, and what the terminal is. */
export function Overview({ shown }: { readonly shown: StaffCase }) {
  const { t } = useTranslation();
  const { terminal } = shown;
  const standing = shown.holds.filter(({ releasedAt }) => releasedAt === null);
  return (
    <div className="stack">
      {standing.length > 0 && (
        <Alert type="error" showIcon title={t('overview.held', { count: standing.length })} />
      )}
      <Card size="small" title={t('overview.measures')}>
        <Table
          size="small"
          pagination={false}
          rowKey="id"
          dataSource={shown.measures}
          locale={{ emptyText: <Empty description={t('overview.noMeasures')} /> }}
          columns={[
            {
              title: t('measure.level'),
              dataIndex: 'level',
              render: (level: StaffCase['measures'][number]['level']) => (
                <>
                  <Tag color="blue">{level}</Tag>
                  {t(`level.${level}`)}
                </>
              ),
            },
            {
              title: t('measure.scope'),
              dataIndex: 'scope',
              render: (scope: StaffCase['measures'][number]['scope']) => t(`scope.${scope}`),
            },
            {
              title: t('measure.amount'),
              render: (_, { heldAmountFen, limitSingleFen, limitDailyFen }) =>
                [
                  heldAmountFen === null ? null : t('measure.held', { amount: money(heldAmountFen) }),
                  limitSingleFen === null ? null : t('measure.single', { amount: money(limitSingleFen) }),
                  limitDailyFen === null ? null : t('measure.daily', { amount: money(limitDailyFen) }),
                ]
                  .filter((part) => part !== null)
                  .join(' · ') || '–',
            },
            {
              title: t('measure.since'),
              dataIndex: 'beganAt',
              render: (at: string) => <Instant at={at} />,
            },
            {
              title: t('measure.standing'),
              render: (_, { liftedAt, appliedAt, expiresAt }) =>
                liftedAt !== null ? (
                  <span className="secondary">
                    {t('measure.lifted')} <Instant at={liftedAt} />
                  </span>
                ) : appliedAt === null ? (
                  <Tag color="gold">{t('measure.notYet')}</Tag>
                ) : (
                  <>
                    <Tag color="red">{t('measure.inForce')}</Tag>
                    {expiresAt !== null && (
                      <span className="secondary">
                        {t('measure.until')} <Instant at={expiresAt} />
                      </span>
                    )}
                  </>
                ),
            },
          ]}
        />
      </Card>
      {shown.proposals.length > 0 && (
        <Card size="small" title={t('overview.decisions')}>
          <ul className="plain">
            {shown.proposals.map((proposal) => (
              <li key={proposal.id}>
                <Tag>{proposal.outcome}</Tag> {t(`proposal.${proposal.state}`)}{' '}
                <Instant at={proposal.proposedAt} />
                {proposal.warnings.map(({ code, text }) => (
                  <Alert key={code} type="warning" showIcon title={said(text)} className="gap" />
                ))}
              </li>
            ))}
          </ul>
        </Card>
      )}
      <Card size="small" title={t('overview.terminal')}>
        <Descriptions
          size="small"
          column={{ xs: 1, lg: 2 }}
          items={[
            { key: 'merchant', label: t('terminal.merchant'), children: terminal.merchant.name },
            { key: 'no', label: t('terminal.no'), children: terminal.terminalNo },
            { key: 'fee', label: t('terminal.fee'), children: t(`fee.${terminal.feeProfile}`) },
            { key: 'serial', label: t('terminal.serial'), children: terminal.binding?.serialNo ?? '–' },
            {
              key: 'address',
              label: t('terminal.address'),
              children: terminal.binding?.installationAddress ?? '–',
            },
          ]}
        />
        {shown.prevention && shown.prevention.overdue.length > 0 && (
          <Typography.Paragraph type="warning">
            {t('overview.overdue', { count: shown.prevention.overdue.length })}
          </Typography.Paragraph>
        )}
      </Card>
    </div>
  );
}
