import { useQuery } from '@tanstack/react-query';
import { Alert, Empty, InputNumber, Progress, Select, Skeleton, Table, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../client/client';
import { useMay } from '../../session/session';
import { useColleagues } from '../../showing/colleagues';
import { ConfirmButton } from '../../showing/confirm-button';
import { messageOf } from '../../showing/message-of';
import { useWrite } from '../../showing/use-write';
import { QUEUES } from './queue';

const USUAL_CAP = 60;

interface Member {
  readonly userId: string;
  readonly cap: number;
  readonly skills: readonly string[];
  /** Null: not a member yet. */
  readonly version: number | null;
}

/** Who works the queue, what each has open of what they may have, and who is away. */
export function QueueLoad({ code }: { readonly code: string }) {
  const { t } = useTranslation();
  const may = useMay()('queue.write');
  const { data, error } = useQuery({
    queryKey: [...QUEUES, code, 'load'],
    queryFn: async () =>
      (await answerOf(api.GET('/v1/queues/{code}/load', { params: { path: { code } } }))).items,
  });
  const put = useWrite(
    ({ userId, cap, skills, version }: Member) =>
      answerOf(
        api.PUT('/v1/queues/{code}/members/{userId}', {
          params: {
            path: { code, userId },
            header: version === null ? { 'If-None-Match': '*' } : { 'If-Match': `"${version}"` },
          },
          body: { cap, skills: [...skills] },
        }),
      ),
    QUEUES,
  );
  const remove = useWrite(
    ({ userId, version }: Member) =>
      answerOf(
        api.DELETE('/v1/queues/{code}/members/{userId}', {
          params: { path: { code, userId }, header: { 'If-Match': `"${version ?? 0}"` } },
        }),
      ),
    QUEUES,
  );
  if (error) return <Alert type="warning" showIcon title={messageOf(error)} />;
  if (!data) return <Skeleton active paragraph={{ rows: 3 }} title={false} />;
  return (
    <div className="stack">
      <Table
        rowKey="userId"
        size="small"
        dataSource={data}
        pagination={false}
        locale={{ emptyText: <Empty description={t('queues.nobody')} /> }}
        columns={[
          {
            title: t('queues.member'),
            render: (_, { displayName, away }) => (
              <>
                {displayName} {away !== null && <Tag color="gold">{t('queues.away')}</Tag>}
              </>
            ),
          },
          {
            title: t('queues.open'),
            render: (_, { open, cap, displayName }) => (
              <Progress
                percent={Math.min(100, Math.round((open / cap) * 100))}
                format={() => `${open} / ${cap}`}
                size="small"
                aria-label={displayName}
              />
            ),
          },
          ...(may
            ? [
                {
                  title: t('queues.cap'),
                  render: (_: unknown, member: Member & { readonly displayName: string }) => (
                    <InputNumber
                      key={member.version}
                      size="small"
                      min={1}
                      max={1000}
                      defaultValue={member.cap}
                      aria-label={`${t('queues.cap')} ${member.displayName}`}
                      onBlur={({ target }) => {
                        const cap = Number(target.value);
                        if (Number.isInteger(cap) && cap >= 1 && cap !== member.cap)
                          put.mutate({ ...member, cap });
                      }}
                    />
                  ),
                },
                {
                  key: 'remove',
                  render: (_: unknown, member: Member) => (
                    <ConfirmButton
                      danger
                      question={t('queues.askRemove')}
                      onConfirm={() => remove.mutate(member)}
                    >
                      {t('queues.remove')}
                    </ConfirmButton>
                  ),
                },
              ]
            : []),
        ]}
      />
      {may && (
        <AddMember
          members={data.map(({ userId }) => userId)}
          onAdd={(userId) => put.mutate({ userId, cap: USUAL_CAP, skills: [], version: null })}
        />
      )}
    </div>
  );
}

interface AddGiven {
  readonly members: readonly string[];
  readonly onAdd: (userId: string) => void;
}

function AddMember({ members, onAdd }: AddGiven) {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  return (
    <Select<string | null>
      value={null}
      className="filter"
      showSearch={{ optionFilterProp: 'label' }}
      aria-label={t('queues.add')}
      placeholder={t('queues.add')}
      onChange={(id) => {
        if (id) onAdd(id);
      }}
      options={(colleagues ?? [])
        .filter(({ id }) => !members.includes(id))
        .map(({ id, displayName }) => ({ value: id, label: displayName }))}
    />
  );
}
