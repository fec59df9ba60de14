import { useQuery } from '@tanstack/react-query';
import { Alert, Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../client/client';
import { Instant } from '../../showing/instant';
import { messageOf } from '../../showing/message-of';
import { openCheckpoint } from '../proof/checkpoint';
import { fromBase64, holdsInclusion, leafHash } from '../proof/tree';
import { useAuditKey } from '../replay/case-audit';
import { RecordChange } from '../replay/record-change';
import type { Entry } from '../replay/changes-of';

/** One record: what it says, and whether it is in the tree that the newest checkpoint vouches for. */
export function RecordProof({ seq }: { readonly seq: number }) {
  const { t } = useTranslation();
  const key = useAuditKey();
  const proven = useQuery({
    queryKey: ['audit', 'record', seq, key.data ?? ''],
    enabled: !key.isPending,
    staleTime: Infinity,
    queryFn: () => prove(seq, key.data ?? null),
  });
  if (proven.error) return <Alert type="warning" showIcon title={messageOf(proven.error)} />;
  if (!proven.data) return <Skeleton active paragraph={{ rows: 2 }} title={false} />;
  const { record, checkpoint, holds } = proven.data;
  const said = JSON.parse(record.entry) as Entry;
  return (
    <div className="stack">
      <RecordChange record={{ ...record, said, salt: null }} />
      <pre className="json">{record.entry}</pre>
      {checkpoint === null ? (
        <p className="secondary">{t('records.uncovered')}</p>
      ) : (
        <p>
          <Tag color={holds ? 'green' : 'red'}>{t(holds ? 'fault.null' : 'records.unproven')}</Tag>
          {t('records.proven', { size: checkpoint.size })} <Instant at={checkpoint.at} />
        </p>
      )}
    </div>
  );
}

async function prove(seq: number, key: string | null) {
  const checkpoints = (await answerOf(api.GET('/v1/audit/checkpoints', { params: { query: { limit: 1 } } })))
    .items;
  const note = checkpoints[0]?.note;
  const checkpoint = note === undefined || key === null ? null : await openCheckpoint(note, key);
  const isCovered = checkpoint !== null && seq < checkpoint.size;
  const record = await answerOf(
    api.GET('/v1/audit/records/{seq}', {
      params: { path: { seq }, query: isCovered ? { size: checkpoint.size } : {} },
    }),
  );
  if (!isCovered) return { record, checkpoint: null, holds: false };
  const path = record.proof.map(fromBase64).filter((hash) => hash !== null);
  const holds = await holdsInclusion({ hash: await leafHash(record.entry), index: seq }, checkpoint, path);
  return { record, checkpoint, holds };
}
