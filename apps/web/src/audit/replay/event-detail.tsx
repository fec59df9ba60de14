import { Alert, Descriptions, Skeleton, Space, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { ActorName } from '../../showing/actor-name';
import { useEventTitle } from '../../showing/event-title';
import { Instant } from '../../showing/instant';
import { messageOf } from '../../showing/message-of';
import { StateTag, type CaseState } from '../../showing/state-tag';
import type { CaseEvent } from './case-audit';
import type { RecordOfCase } from './changes-of';
import { RecordChange } from './record-change';
import { Value } from './value';

interface Given {
  readonly event: CaseEvent;
  /** Null where no checkpoint covers them yet. */
  readonly records: readonly RecordOfCase[] | null;
  readonly isPending: boolean;
  readonly error: Error | null;
}

/** One event: by whom, when, from which state to which, in which words, and every row that was written with it. */
export function EventDetail({ event, records, isPending, error }: Given) {
  const { t } = useTranslation();
  const titleOf = useEventTitle();
  const words = [event.content?.text, ...(event.content?.reasons ?? []).map(({ reason }) => reason)].filter(
    (text) => text !== undefined,
  );
  const data = Object.entries(event.data);
  return (
    <section className="stack">
      <Typography.Title level={2} className="case-title">
        {titleOf(event.type)}
      </Typography.Title>
      <Descriptions
        size="small"
        bordered
        column={{ xs: 1, md: 2 }}
        items={[
          { key: 'who', label: t('replay.who'), children: <ActorName actor={event.actor} /> },
          {
            key: 'as',
            label: t('replay.as'),
            children: t(`persona.${event.persona}` as 'persona.agent', { defaultValue: event.persona }),
          },
          { key: 'when', label: t('replay.when'), children: <Instant at={event.at} /> },
          {
            key: 'state',
            label: t('replay.state'),
            children: (
              <Space>
                {event.fromState !== null && event.fromState !== event.toState && (
                  <>
                    <StateTag state={event.fromState as CaseState} />→
                  </>
                )}
                <StateTag state={event.toState as CaseState} />
              </Space>
            ),
          },
        ]}
      />
      {words.map((text) => (
        <blockquote key={text} className="to-merchant prose">
          {text}
        </blockquote>
      ))}
      {data.length > 0 && (
        <>
          <Typography.Title level={3} className="part-title">
            {t('replay.data')}
          </Typography.Title>
          <dl className="values">
            {data.map(([name, value]) => (
              <div key={name}>
                <dt>
                  <code>{name}</code>
                </dt>
                <dd>
                  <Value value={value} />
                </dd>
              </div>
            ))}
          </dl>
        </>
      )}
      <Typography.Title level={3} className="part-title">
        {t('replay.changes')}
      </Typography.Title>
      {isPending && <Skeleton active paragraph={{ rows: 3 }} title={false} />}
      {error && <Alert type="warning" showIcon title={messageOf(error)} />}
      {!isPending && !error && !records && <p className="secondary">{t('replay.noChanges')}</p>}
      {records?.map((record) => (
        <RecordChange key={record.seq} record={record} />
      ))}
    </section>
  );
}
