import { Descriptions, Tag, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { said } from '../../language/language';
import { Due } from '../../showing/due';
import { Instant } from '../../showing/instant';
import { PersonName } from '../../showing/person-name';
import { QueueName } from '../../showing/queue-name';
import { StateTag } from '../../showing/state-tag';
import type { StaffCase } from './case-query';

/** Whose case it is, why, where it stands, and what runs against whom. */
export function CaseHead({ shown }: { readonly shown: StaffCase }) {
  const { t } = useTranslation();
  const { terminal } = shown;
  const running = shown.clocks.filter(({ stoppedAt }) => stoppedAt === null);
  return (
    <header className="case-head">
      <div className="case-head-line">
        <Typography.Title level={2} className="case-title">
          {terminal.merchant.name}
        </Typography.Title>
        <StateTag state={shown.state} />
        {shown.outcome && <Tag>{said(shown.outcome.title)}</Tag>}
        {shown.resolution !== null && <Tag>{t(`resolution.${shown.resolution}`)}</Tag>}
      </div>
      <div className="secondary">
        <Typography.Text copyable={{ text: shown.number }}>{shown.number}</Typography.Text>
        {' · '}
        {terminal.merchant.merchantNo} / {terminal.terminalNo}
        {' · '}
        {shown.reason ? said(shown.reason.title) : t('case.noReason')}
        {shown.slaClass !== null && ` · ${shown.slaClass}`}
      </div>
      {running.length > 0 && (
        <ul className="clocks" aria-label={t('case.clocks')}>
          {running.map((clock) => (
            <li key={clock.kind}>
              <span className="secondary">{t(`clock.kind.${clock.kind}`)}</span>{' '}
              <Due at={clock.dueAt} isPaused={clock.pausedAt !== null} />
              {clock.provisional && <Tag color="gold">{t('clock.provisional')}</Tag>}
            </li>
          ))}
        </ul>
      )}
      <Descriptions
        size="small"
        column={{ xs: 1, sm: 2, lg: 4 }}
        items={[
          {
            key: 'owner',
            label: t('case.owner'),
            children: shown.ownerId === null ? t('case.noOwner') : <PersonName id={shown.ownerId} />,
          },
          {
            key: 'queue',
            label: t('case.queue'),
            children: shown.queue === null ? '–' : <QueueName code={shown.queue} />,
          },
          {
            key: 'priority',
            label: t('case.priority'),
            children: t(`priority.${shown.priority as 1 | 2 | 3 | 4}`),
          },
          { key: 'opened', label: t('case.opened'), children: <Instant at={shown.openedAt} /> },
        ]}
      />
    </header>
  );
}
