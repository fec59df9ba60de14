import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Input, Skeleton, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../client/client';
import { ActorName } from '../../showing/actor-name';
import { Failed } from '../../showing/failed';
import { Instant } from '../../showing/instant';
import { useAuditKey, useCaseAudit } from '../replay/case-audit';
import type { Entry } from '../replay/changes-of';
import { toHex } from './tree';
import { verifyCase, type Verdict } from './verify-case';

type CaseFile = Schema<'CaseAuditFile'>;

/** What the desk wrote about the case, held against what its key signed: in the reader's own browser. */
export function ProofPanel({ number }: { readonly number: string }) {
  const { t } = useTranslation();
  const file = useCaseAudit(number);
  const key = useAuditKey();
  if (file.error ?? key.error) return <Failed error={file.error ?? key.error} retry={file.refetch} />;
  if (file.isPending || key.isPending) return <Skeleton active paragraph={{ rows: 6 }} />;
  if (!file.data || key.data === null) return <Alert type="info" showIcon title={t('proof.none')} />;
  return <Proof number={number} file={file.data} deskKey={key.data} />;
}

interface Given {
  readonly number: string;
  readonly file: CaseFile;
  readonly deskKey: string;
}

function Proof({ number, file, deskKey }: Given) {
  const { t } = useTranslation();
  const [key, setKey] = useState(deskKey);
  const check = useMutation({ mutationFn: () => verifyCase(file, key) });
  return (
    <div className="stack">
      <p>{t('proof.what')}</p>
      <label htmlFor="audit-key">{t('proof.key')}</label>
      <Input
        id="audit-key"
        value={key}
        className="mono"
        aria-describedby="audit-key-hint"
        onChange={({ target }) => {
          setKey(target.value);
          check.reset();
        }}
      />
      <p id="audit-key-hint" className="secondary small">
        {t('proof.keyHint')}
      </p>
      <Space wrap>
        <Button type="primary" onClick={() => check.mutate()} loading={check.isPending}>
          {t('proof.verify')}
        </Button>
        <Button onClick={() => download(number, file)}>{t('proof.download')}</Button>
      </Space>
      {check.error && <Alert type="warning" showIcon title={t('proof.unable')} />}
      {check.data && <Outcome verdict={check.data} />}
      {file.newer > 0 && <p className="secondary">{t('proof.newer', { count: file.newer })}</p>}
      <Records file={file} faults={check.data?.faults} />
    </div>
  );
}

function Outcome({ verdict: { checkpoint, faults } }: { readonly verdict: Verdict }) {
  const { t } = useTranslation();
  if (!checkpoint) return <Alert type="error" showIcon role="alert" title={t('proof.unsigned')} />;
  const bad = [...faults.values()].filter((fault) => fault !== null).length;
  return (
    <Alert
      type={bad === 0 ? 'success' : 'error'}
      showIcon
      role="status"
      title={bad === 0 ? t('proof.holds', { count: faults.size }) : t('proof.fails', { count: bad })}
      description={
        <>
          <div>
            {t('proof.checkpoint', { size: checkpoint.size })} <Instant at={checkpoint.at} />
          </div>
          <div>
            {t('proof.root')} <code className="hash">{toHex(checkpoint.root)}</code>
          </div>
        </>
      }
    />
  );
}

function Records({
  file,
  faults,
}: {
  readonly file: CaseFile;
  readonly faults?: Verdict['faults'] | undefined;
}) {
  const { t } = useTranslation();
  const rows = file.records.map(({ seq, entry, proof }) => ({
    seq,
    said: JSON.parse(entry) as Entry,
    hashes: proof.length,
  }));
  return (
    <Table
      rowKey="seq"
      size="small"
      dataSource={rows}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      scroll={{ x: 'max-content' }}
      columns={[
        { title: t('records.seq'), dataIndex: 'seq', align: 'right' },
        { title: t('records.at'), render: (_, { said }) => <Instant at={said.at} /> },
        {
          title: t('records.kind'),
          render: (_, { said }) => t(`records.kind.${said.kind}`),
        },
        { title: t('records.subject'), render: (_, { said }) => <code>{said.subject}</code> },
        { title: t('records.actor'), render: (_, { said }) => <ActorName actor={said.actor} /> },
        {
          title: t('proof.title'),
          render: (_, { seq, hashes }) => {
            const fault = faults?.get(seq);
            if (fault === undefined) return <span className="secondary">{hashes} × SHA-256</span>;
            return <Tag color={fault === null ? 'green' : 'red'}>{t(`fault.${fault}`)}</Tag>;
          },
        },
      ]}
    />
  );
}

/** As `thaw audit verify` reads it. */
function download(number: string, file: CaseFile): void {
  const url = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${number}-audit.json`;
  link.click();
  URL.revokeObjectURL(url);
}
