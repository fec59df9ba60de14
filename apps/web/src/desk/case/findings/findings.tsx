import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Collapse, Empty, Progress, Skeleton, Space, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schema } from '../../../client/client';
import { said } from '../../../language/language';
import { Instant } from '../../../showing/instant';
import { messageOf } from '../../../showing/message-of';
import { money } from '../../../showing/money';
import { useMay } from '../../../session/session';
import { caseKey, type StaffCase } from '../case-query';
import { FindingSales } from './finding-sales';

type Finding = Schema<'FindingView'>;

/** What the rules found, the heaviest first, each with its measure, its bound and the sales behind it. */
export function Findings({ shown }: { readonly shown: StaffCase }) {
  const { t } = useTranslation();
  const findings = useQuery({
    queryKey: caseKey(shown.number, 'findings'),
    queryFn: async () => {
      const { items } = await answerOf(
        api.GET('/v1/cases/{number}/findings', { params: { path: { number: shown.number } } }),
      );
      return items.filter((item) => 'measured' in item) as Finding[];
    },
  });
  if (findings.isPending) return <Skeleton active />;
  if (findings.error) return <Alert type="warning" showIcon title={messageOf(findings.error)} />;
  return (
    <div className="stack">
      <Space wrap>
        {shown.scan && (
          <>
            <span>
              {t('findings.score')} <strong>{shown.scan.score ?? '–'}</strong>
            </span>
            <span className="secondary">
              {t('findings.cutOff')} <Instant at={shown.scan.cutOffAt} />
            </span>
          </>
        )}
        <ScanAgain number={shown.number} />
      </Space>
      {findings.data.length === 0 ? (
        <Empty description={shown.scan ? t('findings.none') : t('findings.noScan')} />
      ) : (
        <Collapse
          items={byRule(findings.data).map((found) => {
            const [first] = found;
            return {
              key: first.rule,
              label: (
                <span className="finding">
                  <Tag color={first.weight >= 20 ? 'red' : 'gold'}>{first.rule}</Tag>
                  <strong>{said(first.title)}</strong>
                  <span>{t('findings.times', { count: found.length })}</span>
                </span>
              ),
              children: <FindingsOfRule shown={shown} found={found} />,
            };
          })}
        />
      )}
    </div>
  );
}

type OfOneRule = readonly [Finding, ...Finding[]];

/** The heaviest rule first, and of one rule the latest: a rule that fired on two hundred days is read as one. */
function byRule(findings: readonly Finding[]): readonly OfOneRule[] {
  const rules = new Map<string, [Finding, ...Finding[]]>();
  const latestFirst = [...findings].sort((one, other) => other.from.localeCompare(one.from));
  for (const finding of latestFirst) {
    const known = rules.get(finding.rule);
    if (known) known.push(finding);
    else rules.set(finding.rule, [finding]);
  }
  return [...rules.values()].sort(([one], [other]) => other.weight - one.weight);
}

const AT_FIRST = 10;

function FindingsOfRule({ shown, found }: { readonly shown: StaffCase; readonly found: OfOneRule }) {
  const { t } = useTranslation();
  const [isWhole, setIsWhole] = useState(false);
  return (
    <div className="stack">
      <Collapse
        size="small"
        defaultActiveKey={found.length === 1 ? [found[0].id] : []}
        items={found.slice(0, isWhole ? found.length : AT_FIRST).map((finding) => ({
          key: finding.id,
          label: (
            <span className="finding">
              <Instant at={finding.from} />
              <span className="secondary">{t('findings.sales', { count: finding.count })}</span>
              <span>{money(finding.sumFen)}</span>
            </span>
          ),
          children: <FindingBody shown={shown} finding={finding} />,
        }))}
      />
      {!isWhole && found.length > AT_FIRST && (
        <Button type="link" onClick={() => setIsWhole(true)}>
          {t('findings.all', { count: found.length })}
        </Button>
      )}
    </div>
  );
}

function FindingBody({ shown, finding }: { readonly shown: StaffCase; readonly finding: Finding }) {
  const { t } = useTranslation();
  return (
    <div className="stack">
      <p>{said(finding.explanation)}</p>
      <p className="secondary">
        {t('findings.measured', {
          measured: finding.measured,
          threshold: finding.threshold,
          unit: finding.unit,
        })}{' '}
        · <Instant at={finding.from} /> – <Instant at={finding.to} />
      </p>
      <blockquote className="to-merchant">
        <span className="secondary">{t('findings.toMerchant')}</span> {said(finding.merchantExplanation)}
      </blockquote>
      <FindingSales number={shown.number} findingId={finding.id} />
    </div>
  );
}

function ScanAgain({ number }: { readonly number: string }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const may = useMay()('scan.start');
  const scan = useMutation({
    mutationFn: () =>
      answerOf(api.POST('/v1/cases/{number}/scans', { params: { path: { number } }, body: {} })),
    onError: (error) => void message.error(messageOf(error)),
  });
  const id = scan.data?.id;
  const progress = useQuery({
    queryKey: caseKey(number, 'scan', id ?? ''),
    enabled: id !== undefined,
    queryFn: async () => {
      const now = await answerOf(
        api.GET('/v1/cases/{number}/scans/{scanId}', { params: { path: { number, scanId: id ?? '' } } }),
      );
      if (now.state === 'finished') void queries.invalidateQueries({ queryKey: caseKey(number) });
      return now;
    },
    refetchInterval: ({ state }) =>
      state.data && ['finished', 'failed'].includes(state.data.state) ? false : 500,
  });
  if (!may) return null;
  const isRunning = progress.data && !['finished', 'failed'].includes(progress.data.state);
  return (
    <>
      <Button onClick={() => scan.mutate()} loading={scan.isPending || isRunning === true}>
        {t('findings.scan')}
      </Button>
      {isRunning === true && <Progress type="circle" size={22} percent={50} showInfo={false} />}
      {progress.data?.state === 'failed' && <Tag color="red">{t('findings.failed')}</Tag>}
    </>
  );
}
