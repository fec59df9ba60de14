import { Alert, Button, Card, Result, Skeleton, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { said } from '../language/language';
import { Due } from '../showing/due';
import { Instant } from '../showing/instant';
import { messageOf } from '../showing/message-of';
import { money } from '../showing/money';
import { Appeal } from './appeal/appeal';
import { Documents } from './documents/documents';
import { MerchantStatus } from './merchant-status';
import { mayDo, useMyCase, type MyCase } from './my-case-query';
import { MyLetters } from './my-letters';
import { MyMessages } from './my-messages';
import { MySteps } from './my-steps';
import { Objections } from './objections';
import { WhyFrozen } from './why-frozen';

/** One page that answers a frightened merchant's questions in their order: what, why, what now, until when, what next. */
export function MyCasePage() {
  const { number = '' } = useParams();
  const { t } = useTranslation();
  const { data, error, isPending, refetch } = useMyCase(number);
  if (isPending) return <Skeleton active className="page portal" />;
  if (!data)
    return (
      <Result
        status="warning"
        title={messageOf(error)}
        extra={<Button onClick={() => void refetch()}>{t('error.retry')}</Button>}
      />
    );
  return (
    <div className="page portal stack">
      <header>
        <div className="case-head-line">
          <Typography.Title level={1}>
            {t('portal.terminal', { terminal: data.terminal.terminalNo })}
          </Typography.Title>
          <MerchantStatus status={data.status} />
        </div>
        <p className="secondary">{data.number}</p>
      </header>
      <WhatNow shown={data} />
      <Card size="small" title={t('portal.what')}>
        {data.measures.length === 0 ? (
          <p>{t('portal.noMeasures')}</p>
        ) : (
          <ul className="plain stack">
            {data.measures.map((measure) => (
              <li key={`${measure.beganAt}${measure.title.en}`}>
                <strong>{said(measure.title)}</strong> · {said(measure.scope)}
                {measure.heldAmountFen !== null && (
                  <div>
                    {t('portal.held', { amount: money(measure.heldAmountFen) })}
                    {measure.releaseAt !== null && (
                      <>
                        {' '}
                        {t('portal.heldUntil')} <Instant at={measure.releaseAt} />
                      </>
                    )}
                  </div>
                )}
                <div className="secondary small">
                  {t('measure.since')} <Instant at={measure.beganAt} />
                </div>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <WhyFrozen shown={data} />
      {data.evidence.items.length > 0 && <Documents shown={data} />}
      {data.remediation.steps.length > 0 && <MySteps shown={data} />}
      {mayDo(data, 'appeal') && <Appeal shown={data} />}
      <Objections shown={data} />
      <MyLetters number={number} />
      <MyMessages shown={data} />
    </div>
  );
}

/** The one thing to do next, by when, and what comes then. */
function WhatNow({ shown }: { readonly shown: MyCase }) {
  const { t } = useTranslation();
  const due = shown.evidence.dueAt ?? shown.remediation.dueAt;
  const isYours = shown.status === 'waiting_for_you' || shown.status === 'remediation_needed';
  return (
    <Alert
      showIcon
      type={isYours ? 'warning' : shown.status === 'restored' ? 'success' : 'info'}
      title={t(`next.${shown.status}` as 'next.closed', { defaultValue: '' })}
      description={
        <>
          {isYours && due !== null && (
            <p>
              {t('portal.until')} <Due at={due} /> (<Instant at={due} isDue />)
            </p>
          )}
          {shown.appeal.until !== null && shown.appeal.roundsLeft > 0 && (
            <p>
              {t('portal.appealUntil')} <Instant at={shown.appeal.until} isDue />
            </p>
          )}
        </>
      }
    />
  );
}
