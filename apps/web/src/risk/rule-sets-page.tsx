import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Form, Input, Modal, Space, Table, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { answerOf, api, type Schema } from '../client/client';
import { useMay } from '../session/session';
import { ActorName } from '../showing/actor-name';
import { Failed } from '../showing/failed';
import { Instant } from '../showing/instant';
import { useWrite } from '../showing/use-write';

type RuleSet = Schema<'RuleSetItem'>;
export const RULE_SETS = ['rule-sets'];

const COLOURS: Readonly<Record<RuleSet['state'], string>> = {
  draft: 'blue',
  shadow: 'purple',
  active: 'green',
  retired: 'default',
  discarded: 'default',
};

export function RuleSetState({ state }: { readonly state: RuleSet['state'] }) {
  const { t } = useTranslation();
  return <Tag color={COLOURS[state]}>{t(`ruleSet.${state}`)}</Tag>;
}

/** Rule sets, the latest first: one is active, others are drafted from it. */
export function RuleSetsPage() {
  const { t } = useTranslation();
  const may = useMay()('rule_set.draft');
  const [basedOn, setBasedOn] = useState<RuleSet | null>(null);
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: [...RULE_SETS, 'list'],
      queryFn: ({ pageParam }) =>
        answerOf(api.GET('/v1/rule-sets', { params: { query: pageParam ? { cursor: pageParam } : {} } })),
      initialPageParam: '',
      getNextPageParam: ({ next }) => next ?? undefined,
    });
  if (error && !data) return <Failed error={error} retry={refetch} />;
  return (
    <div className="page wide-page stack">
      <Typography.Title level={1} className="case-title">
        {t('ruleSets.title')}
      </Typography.Title>
      <Table<RuleSet>
        rowKey="number"
        size="small"
        loading={isPending}
        dataSource={data?.pages.flatMap(({ items }) => items) ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty description={t('ruleSets.none')} /> }}
        columns={[
          { title: t('ruleSets.number'), dataIndex: 'number', align: 'right' },
          {
            title: t('ruleSets.name'),
            render: (_, { number, name }) => <Link to={`/risk/rule-sets/${number}`}>{name}</Link>,
          },
          {
            title: t('ruleSets.state'),
            render: (_, { state, submittedAt }) => (
              <Space>
                <RuleSetState state={state} />
                {submittedAt !== null && <Tag color="gold">{t('ruleSets.submitted')}</Tag>}
              </Space>
            ),
          },
          {
            title: t('ruleSets.basedOn'),
            dataIndex: 'basedOn',
            render: (number: number | null) => number ?? '–',
          },
          {
            title: t('ruleSets.edited'),
            render: (_, { editedBy, editedAt }) => (
              <>
                <ActorName actor={editedBy} /> · <Instant at={editedAt} />
              </>
            ),
          },
          {
            render: (_, set) =>
              may && (
                <Button size="small" onClick={() => setBasedOn(set)}>
                  {t('ruleSets.draft')}
                </Button>
              ),
          },
        ]}
      />
      {hasNextPage && (
        <Button block onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('cases.more')}
        </Button>
      )}
      {basedOn && <NewDraft basedOn={basedOn} onClose={() => setBasedOn(null)} />}
    </div>
  );
}

interface Filled {
  readonly name: string;
  readonly note?: string;
}

function NewDraft({ basedOn, onClose }: { readonly basedOn: RuleSet; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [form] = Form.useForm<Filled>();
  const draft = useWrite(
    ({ name, note }: Filled) =>
      answerOf(
        api.POST('/v1/rule-sets', {
          body: { basedOn: basedOn.number, name: name.trim(), ...(note && { note }) },
        }),
      ),
    RULE_SETS,
  );
  return (
    <Modal
      open
      title={t('ruleSets.draftFrom', { number: basedOn.number })}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('ruleSets.draft')}
      cancelText={t('action.cancel')}
      confirmLoading={draft.isPending}
    >
      <Form<Filled>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(given) =>
          draft.mutate(given, { onSuccess: ({ number }) => void navigate(`/risk/rule-sets/${number}`) })
        }
      >
        <Form.Item
          name="name"
          label={t('ruleSets.name')}
          rules={[{ required: true, whitespace: true, message: t('ruleSets.needName') }]}
        >
          <Input />
        </Form.Item>
        <Form.Item name="note" label={t('ruleSets.why')}>
          <Input.TextArea rows={2} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
