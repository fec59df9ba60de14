import { Button, Skeleton, Space, Tabs, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useCase } from '../../desk/case/case-query';
import { useKeys } from '../../desk/keys';
import { Failed } from '../../showing/failed';
import { Instant } from '../../showing/instant';
import { StateTag, type CaseState } from '../../showing/state-tag';
import { useEventTitle } from '../../showing/event-title';
import { ProofPanel } from '../proof/proof-panel';
import { useCaseAudit, useEvents, type CaseEvent } from './case-audit';
import { changesByEvent } from './changes-of';
import { EventDetail } from './event-detail';
import { ScanReplay } from './scan-replay';

/** A case from its first event to its last: who, when, what was said, which rows were written, and the proof of it. */
export function ReplayPage() {
  const { number = '' } = useParams();
  return <Replay number={number} key={number} />;
}

function Replay({ number }: { readonly number: string }) {
  const { t } = useTranslation();
  const shown = useCase(number);
  const events = useEvents(number);
  const error = shown.error ?? events.error;
  if (error && !(shown.data && events.data))
    return (
      <Failed
        error={error}
        retry={() => {
          void shown.refetch();
          void events.refetch();
        }}
      />
    );
  if (!shown.data || !events.data) return <Skeleton active paragraph={{ rows: 10 }} className="pad" />;
  const { terminal, state } = shown.data;
  return (
    <article className="case">
      <header className="case-head-line">
        <Typography.Title level={1} className="case-title">
          {terminal.merchant.name}
        </Typography.Title>
        <StateTag state={state} />
        <Typography.Text copyable>{number}</Typography.Text>
        <Link to={`/desk/cases/${number}`}>{t('replay.desk')}</Link>
      </header>
      <Tabs
        items={[
          {
            key: 'events',
            label: t('replay.events'),
            children: <Events number={number} events={events.data} />,
          },
          { key: 'proof', label: t('proof.title'), children: <ProofPanel number={number} /> },
          { key: 'scan', label: t('again.title'), children: <ScanReplay shown={shown.data} /> },
        ]}
      />
    </article>
  );
}

function Events({ number, events }: { readonly number: string; readonly events: readonly CaseEvent[] }) {
  const { t } = useTranslation();
  const titleOf = useEventTitle();
  const [place, setPlace] = useState(0);
  const audit = useCaseAudit(number);
  const changes = audit.data ? changesByEvent(audit.data.records) : null;
  const go = (by: number): void => setPlace((at) => Math.min(events.length - 1, Math.max(0, at + by)));
  useKeys({ j: () => go(1), k: () => go(-1), ArrowDown: () => go(1), ArrowUp: () => go(-1) });
  const event = events[place];
  return (
    <div className="replay">
      <div>
        <p className="secondary small">{t('replay.keys')}</p>
        <ol className="case-list">
          {events.map((each, at) => (
            <li key={each.seq}>
              <button
                type="button"
                className={at === place ? 'case-row is-open' : 'case-row'}
                aria-current={at === place}
                onClick={() => setPlace(at)}
              >
                <span className="case-row-line">
                  <strong>{titleOf(each.type)}</strong>
                  {each.fromState !== each.toState && <StateTag state={each.toState as CaseState} />}
                </span>
                <span className="secondary small">
                  <Instant at={each.at} />
                </span>
              </button>
            </li>
          ))}
        </ol>
      </div>
      <div className="replay-event" aria-live="polite">
        <Space wrap className="gap">
          <Button onClick={() => go(-1)} disabled={place === 0}>
            {t('replay.before')}
          </Button>
          <Button onClick={() => go(1)} disabled={place >= events.length - 1}>
            {t('replay.after')}
          </Button>
          <span className="secondary">{t('replay.place', { at: place + 1, of: events.length })}</span>
        </Space>
        {event && (
          <EventDetail
            event={event}
            records={changes?.[place] ?? null}
            isPending={audit.isPending}
            error={audit.error}
          />
        )}
      </div>
    </div>
  );
}
