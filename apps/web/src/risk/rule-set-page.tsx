import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton, Tabs, Tag, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { answerOf, api, type Schema } from '../client/client';
import { useMay } from '../session/session';
import { ActorName } from '../showing/actor-name';
import { Failed } from '../showing/failed';
import { Instant } from '../showing/instant';
import { messageOf } from '../showing/message-of';
import { Differences } from './differences';
import { RulesEditor } from './rules-editor';
import { RULE_SETS, RuleSetState } from './rule-sets-page';
import { SetSteps } from './set-steps';
import { Shadow } from './shadow';

export type RuleSetDetail = Schema<'RuleSetDetail'>;

/** One rule set: what each rule weighs and asks, how that differs, what it found in shadow, and who did what. */
export function RuleSetPage() {
  const { t } = useTranslation();
  const may = useMay()('rule_set.draft');
  const setNumber = Number(useParams()['number']);
  const { data, error, refetch } = useQuery({
    queryKey: [...RULE_SETS, String(setNumber)],
    queryFn: () => answerOf(api.GET('/v1/rule-sets/{setNumber}', { params: { path: { setNumber } } })),
  });
  if (error && !data) return <Failed error={error} retry={refetch} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} className="page" />;
  return (
    <div className="page wide-page stack">
      <Link to="/risk/rule-sets">{t('ruleSets.title')}</Link>
      <header className="case-head-line">
        <Typography.Title level={1} className="case-title">
          {data.number} · {data.name}
        </Typography.Title>
        <RuleSetState state={data.state} />
        {data.submittedAt !== null && <Tag color="gold">{t('ruleSets.submitted')}</Tag>}
      </header>
      <SetSteps set={data} />
      {data.gone.length > 0 && (
        <Alert type="info" showIcon title={t('ruleSets.gone', { rules: data.gone.join(', ') })} />
      )}
      <Tabs
        items={[
          {
            key: 'rules',
            label: t('ruleSets.rules'),
            children: <RulesEditor key={data.version} set={data} mayChange={may && data.state === 'draft'} />,
          },
          ...(data.basedOn === null
            ? []
            : [
                {
                  key: 'differences',
                  label: t('ruleSets.differences', { number: data.basedOn }),
                  children: <Differences set={data} />,
                },
              ]),
          { key: 'shadow', label: t('ruleSets.shadow'), children: <Shadow setNumber={setNumber} /> },
          { key: 'history', label: t('ruleSets.history'), children: <History setNumber={setNumber} /> },
        ]}
      />
    </div>
  );
}

function History({ setNumber }: { readonly setNumber: number }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: [...RULE_SETS, String(setNumber), 'history'],
    queryFn: async () =>
      (await answerOf(api.GET('/v1/rule-sets/{setNumber}/history', { params: { path: { setNumber } } })))
        .items,
  });
  if (error) return <Alert type="warning" showIcon title={messageOf(error)} />;
  if (!data) return <Skeleton active />;
  return (
    <Timeline
      items={data.map(({ version, at, actor, type, note }) => ({
        key: version,
        content: (
          <>
            <strong>{t(`setEvent.${type}`)}</strong>
            <div className="secondary small">
              <ActorName actor={actor} /> · <Instant at={at} />
            </div>
            {note !== '' && <p className="prose">{note}</p>}
          </>
        ),
      }))}
    />
  );
}
