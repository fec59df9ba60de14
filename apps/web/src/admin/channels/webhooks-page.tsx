import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Form, Input, Modal, Select, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schema } from '../../client/client';
import { ConfirmButton } from '../../showing/confirm-button';
import { Failed } from '../../showing/failed';
import { Instant } from '../../showing/instant';
import { ToldOnce } from '../../showing/told-once';
import { useWrite } from '../../showing/use-write';
import { Deliveries } from './deliveries';
import { WEBHOOKS, type Webhook } from './webhook';

const TYPES: readonly Webhook['eventTypes'][number][] = [
  ...(['case.opened', 'case.documents_requested', 'case.documents_submitted'] as const),
  ...(['case.documents_overdue', 'case.objected', 'case.decided', 'case.appealed'] as const),
  ...(['case.appeal_decided', 'case.restored', 'case.frozen_again', 'case.termination_begun'] as const),
  ...(['case.terminated', 'case.reopened', 'case.closed'] as const),
];

/** Endpoints that hear of cases, each with what was sent to it. */
export function WebhooksPage() {
  const { t } = useTranslation();
  const [isMaking, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: WEBHOOKS,
    queryFn: async () => (await answerOf(api.GET('/v1/webhooks'))).items,
  });
  if (error && !data) return <Failed error={error} retry={refetch} />;
  return (
    <section className="stack">
      <Button type="primary" onClick={() => setMaking(true)}>
        {t('webhooks.new')}
      </Button>
      <Table<Webhook>
        rowKey="id"
        size="small"
        loading={isPending}
        dataSource={data ?? []}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty description={t('webhooks.none')} /> }}
        expandable={{ expandedRowRender: ({ id }) => <Deliveries id={id} /> }}
        columns={[
          {
            title: t('webhooks.url'),
            render: (_, { url, description }) => (
              <>
                <code>{url}</code>
                <div className="secondary small">{description}</div>
              </>
            ),
          },
          {
            title: t('webhooks.types'),
            dataIndex: 'eventTypes',
            render: (types: Webhook['eventTypes']) =>
              types.length === 0 ? t('queues.all') : types.map((type) => <Tag key={type}>{type}</Tag>),
          },
          { title: t('webhooks.standing'), render: (_, webhook) => <Standing of={webhook} /> },
          { render: (_, webhook) => <Steps of={webhook} onSecret={setSecret} /> },
        ]}
      />
      {isMaking && <NewWebhook onClose={() => setMaking(false)} onMade={setSecret} />}
      {secret !== null && <ToldOnce secret={secret} onClose={() => setSecret(null)} />}
    </section>
  );
}

function Standing({ of: { state, reason, failingSince } }: { readonly of: Webhook }) {
  const { t } = useTranslation();
  if (state === 'disabled')
    return <Tag>{reason === null ? t('webhooks.disabled') : t(`webhooks.because.${reason}`)}</Tag>;
  return failingSince === null ? (
    <Tag color="green">{t('webhooks.active')}</Tag>
  ) : (
    <Tag color="red">
      {t('webhooks.failing')} <Instant at={failingSince} asDistance />
    </Tag>
  );
}

function Steps({
  of: { id, state },
  onSecret,
}: {
  readonly of: Webhook;
  readonly onSecret: (to: string) => void;
}) {
  const { t } = useTranslation();
  const path = { id };
  const test = useWrite(() => answerOf(api.POST('/v1/webhooks/{id}/test', { params: { path } })), WEBHOOKS);
  const change = useWrite(
    (to: Webhook['state']) =>
      answerOf(api.PATCH('/v1/webhooks/{id}', { params: { path }, body: { state: to } })),
    WEBHOOKS,
  );
  const renew = useWrite(
    () => answerOf(api.POST('/v1/webhooks/{id}/secrets', { params: { path } })),
    WEBHOOKS,
  );
  const remove = useWrite(() => answerOf(api.DELETE('/v1/webhooks/{id}', { params: { path } })), WEBHOOKS);
  const other = state === 'active' ? 'disabled' : 'active';
  return (
    <Space wrap>
      <Button size="small" onClick={() => test.mutate(undefined)} loading={test.isPending}>
        {t('webhooks.test')}
      </Button>
      <ConfirmButton question={t(`webhooks.ask.${other}`)} onConfirm={() => change.mutate(other)}>
        {t(`webhooks.to.${other}`)}
      </ConfirmButton>
      <ConfirmButton
        question={t('webhooks.askSecret')}
        onConfirm={() => renew.mutate(undefined, { onSuccess: ({ secret }) => onSecret(secret) })}
      >
        {t('webhooks.secret')}
      </ConfirmButton>
      <ConfirmButton danger question={t('webhooks.askRemove')} onConfirm={() => remove.mutate(undefined)}>
        {t('webhooks.remove')}
      </ConfirmButton>
    </Space>
  );
}

interface NewGiven {
  readonly onClose: () => void;
  readonly onMade: (secret: string) => void;
}

function NewWebhook({ onClose, onMade }: NewGiven) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Schema<'CreateWebhookBody'>>();
  const make = useWrite(
    (body: Schema<'CreateWebhookBody'>) => answerOf(api.POST('/v1/webhooks', { body })),
    WEBHOOKS,
  );
  return (
    <Modal
      open
      title={t('webhooks.new')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('write.save')}
      cancelText={t('action.cancel')}
      confirmLoading={make.isPending}
    >
      <Form<Schema<'CreateWebhookBody'>>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(given) =>
          make.mutate(given, {
            onSuccess: ({ secret }) => {
              onClose();
              onMade(secret);
            },
          })
        }
      >
        <Form.Item
          name="url"
          label={t('webhooks.url')}
          extra={t('webhooks.urlHint')}
          rules={[{ required: true, type: 'url', message: t('webhooks.needUrl') }]}
        >
          <Input placeholder="https://" />
        </Form.Item>
        <Form.Item name="description" label={t('webhooks.what')}>
          <Input />
        </Form.Item>
        <Form.Item name="eventTypes" label={t('webhooks.types')} extra={t('queues.noneIsAll')}>
          <Select mode="multiple" allowClear options={TYPES.map((value) => ({ value, label: value }))} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
