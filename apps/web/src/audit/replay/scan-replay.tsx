import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Descriptions, Empty, Space, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schema } from '../../client/client';
import type { StaffCase } from '../../desk/case/case-query';
import { said } from '../../language/language';
import { useMay } from '../../session/session';
import { Instant } from '../../showing/instant';
import { messageOf } from '../../showing/message-of';
import { PersonName } from '../../showing/person-name';

type Replay = Schema<'ReplayItem'>;

const COLOURS: Readonly<Record<Replay['state'], string>> = {
  queued: 'blue',
  same: 'green',
  differs: 'red',
  failed: 'red',
  impossible: 'gold',
};

/** The scan that a decision rests on, run again as it was. */
export function ScanReplay({ shown }: { readonly shown: StaffCase }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const may = useMay()('scan.replay');
  const { number, scan } = shown;
  const path = { number, scanId: scan?.id ?? '' };
  const key = ['case', number, 'replays', path.scanId];
  const replays = useQuery({
    queryKey: key,
    enabled: scan !== null && may,
    queryFn: async () =>
      (await answerOf(api.GET('/v1/cases/{number}/scans/{scanId}/replays', { params: { path } }))).items,
    refetchInterval: ({ state }) => (state.data?.some((each) => each.state === 'queued') ? 500 : false),
  });
  const run = useMutation({
    mutationFn: () => answerOf(api.POST('/v1/cases/{number}/scans/{scanId}/replays', { params: { path } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
    onError: (error) => void message.error(messageOf(error)),
  });
  if (scan === null) return <Empty description={t('again.none')} />;
  return (
    <div className="stack">
      <p>{t('again.what')}</p>
      <Space wrap>
        <Tag>{t('again.ruleSet', { number: scan.ruleSet.number })}</Tag>
        <span className="secondary">
          {t('findings.score')} {scan.score ?? '–'} · {t('again.cutOff')} <Instant at={scan.cutOffAt} />
        </span>
        {may && (
          <Button type="primary" onClick={() => run.mutate()} loading={run.isPending}>
            {t('again.run')}
          </Button>
        )}
      </Space>
      {replays.error && <Alert type="warning" showIcon title={messageOf(replays.error)} />}
      {replays.data?.map((replay) => (
        <Descriptions
          key={replay.id}
          size="small"
          bordered
          column={1}
          title={
            <Space wrap>
              <Tag color={COLOURS[replay.state]}>{t(`again.${replay.state}`)}</Tag>
              <span className="secondary small">
                <PersonName id={replay.requestedBy} /> · <Instant at={replay.requestedAt} />
              </span>
            </Space>
          }
          items={[
            ...(replay.detail ? [{ key: 'detail', label: '', children: said(replay.detail) }] : []),
            {
              key: 'history',
              label: t('again.history'),
              children: <code className="hash">{replay.historyDigest ?? '–'}</code>,
            },
            {
              key: 'findings',
              label: t('again.findings'),
              children: <code className="hash">{replay.findingsDigest ?? '–'}</code>,
            },
          ]}
        />
      ))}
    </div>
  );
}
