import { Alert, Button, Result, Skeleton, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { messageOf } from '../../showing/message-of';
import { ActionBar } from './actions/action-bar';
import { useCase } from './case-query';
import { CaseHead } from './case-head';
import { CaseLetters } from './case-letters';
import { Correspondence } from './correspondence';
import { Evidence } from './evidence/evidence';
import { Findings } from './findings/findings';
import { LinkedCases } from './linked-cases';
import { Overview } from './overview';
import { Timeline } from './timeline';

interface Given {
  readonly number: string;
  /** Beside the list: the whole page is one click away. */
  readonly isBeside?: boolean;
}

/** Everything of one case. */
export function CasePane({ number, isBeside = false }: Given) {
  const { t } = useTranslation();
  const [tab, setTab] = useState('overview');
  const { data, error, isPending, refetch } = useCase(number);
  if (isPending) return <Skeleton active paragraph={{ rows: 12 }} className="pad" />;
  if (!data)
    return (
      <Result
        status="warning"
        title={messageOf(error)}
        extra={<Button onClick={() => void refetch()}>{t('error.retry')}</Button>}
      />
    );
  return (
    <article className="case">
      {error && <Alert type="warning" banner title={t('error.stale')} />}
      <CaseHead shown={data} />
      {isBeside && (
        <Link to={`/desk/cases/${number}`} className="whole">
          {t('case.whole')}
        </Link>
      )}
      <ActionBar shown={data} />
      <Tabs
        activeKey={tab}
        onChange={setTab}
        items={[
          { key: 'overview', label: t('tab.overview'), children: <Overview shown={data} /> },
          {
            key: 'findings',
            label: t('tab.findings', { count: data.scan?.findings ?? 0 }),
            children: <Findings shown={data} />,
          },
          {
            key: 'evidence',
            label: t('tab.evidence', {
              done: data.evidence.items.filter(({ standing }) => standing.satisfied).length,
              all: data.evidence.items.filter(({ required }) => required).length,
            }),
            children: <Evidence shown={data} />,
          },
          {
            key: 'messages',
            label: t('tab.messages'),
            children: <Correspondence shown={data} kind="messages" />,
          },
          { key: 'notes', label: t('tab.notes'), children: <Correspondence shown={data} kind="notes" /> },
          { key: 'letters', label: t('tab.letters'), children: <CaseLetters number={number} /> },
          { key: 'linked', label: t('tab.linked'), children: <LinkedCases number={number} /> },
          { key: 'timeline', label: t('tab.timeline'), children: <Timeline number={number} /> },
        ]}
      />
    </article>
  );
}
