import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Empty, Form, Input, Modal, Select, Space, Table, Tag } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schema } from '../../client/client';
import { ConfirmButton } from '../../showing/confirm-button';
import { Failed } from '../../showing/failed';
import { Instant } from '../../showing/instant';
import { ToldOnce } from '../../showing/told-once';
import { useWrite } from '../../showing/use-write';

type Key = Schema<'ApiKeyItem'>;
const SCOPES = ['notice:open', 'transaction:append', 'registry:write', 'gateway:callback'] as const;
const KEYS = ['keys'];

/** Keys of machine clients: what each may do, and whether it still opens doors. */
export function KeysPage() {
  const { t } = useTranslation();
  const [isMaking, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: KEYS,
    queryFn: async () =>
      (await answerOf(api.GET('/v1/api-keys', { params: { query: { limit: 200 } } }))).items,
  });
  const rotate = useWrite(
    (id: string) => answerOf(api.POST('/v1/api-keys/{id}/rotation', { params: { path: { id } }, body: {} })),
    KEYS,
  );
  const revoke = useWrite(
    (id: string) => answerOf(api.DELETE('/v1/api-keys/{id}', { params: { path: { id } } })),
    KEYS,
  );
  if (error && !data) return <Failed error={error} retry={refetch} />;
  return (
    <section className="stack">
      <Button type="primary" onClick={() => setMaking(true)}>
        {t('keys.new')}
      </Button>
      <Table<Key>
        rowKey="id"
        size="small"
        loading={isPending}
        dataSource={data ?? []}
        pagination={{ pageSize: 50, hideOnSinglePage: true, showSizeChanger: false }}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty description={t('keys.none')} /> }}
        columns={[
          { title: t('keys.name'), dataIndex: 'name' },
          {
            title: t('keys.scopes'),
            dataIndex: 'scopes',
            render: (scopes: Key['scopes']) =>
              scopes.map((scope) => <Tag key={scope}>{t(`scopeOf.${scope}`)}</Tag>),
          },
          {
            title: t('keys.standing'),
            render: (_, key) => <Standing at={key} />,
          },
          {
            title: t('keys.lastUsed'),
            dataIndex: 'lastUsedAt',
            render: (at: string | null) => (at === null ? '–' : <Instant at={at} asDistance />),
          },
          {
            render: (_, { id, revokedAt }) =>
              revokedAt === null && (
                <Space>
                  <ConfirmButton
                    question={t('keys.askRotate')}
                    onConfirm={() => rotate.mutate(id, { onSuccess: ({ key }) => setSecret(key) })}
                  >
                    {t('keys.rotate')}
                  </ConfirmButton>
                  <ConfirmButton danger question={t('keys.askRevoke')} onConfirm={() => revoke.mutate(id)}>
                    {t('keys.revoke')}
                  </ConfirmButton>
                </Space>
              ),
          },
        ]}
      />
      {isMaking && <NewKey onClose={() => setMaking(false)} onMade={setSecret} />}
      {secret !== null && <ToldOnce secret={secret} onClose={() => setSecret(null)} />}
    </section>
  );
}

function Standing({ at: { revokedAt, expiresAt } }: { readonly at: Key }) {
  const { t } = useTranslation();
  if (revokedAt !== null) return <Tag>{t('keys.revoked')}</Tag>;
  return (
    <Space>
      <Tag color="green">{t('keys.active')}</Tag>
      {expiresAt !== null && (
        <span className="secondary small">
          {t('keys.until')} <Instant at={expiresAt} />
        </span>
      )}
    </Space>
  );
}

interface Filled {
  readonly name: string;
  readonly scopes: Key['scopes'];
  readonly until?: Dayjs | null;
}

function NewKey({
  onClose,
  onMade,
}: {
  readonly onClose: () => void;
  readonly onMade: (key: string) => void;
}) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Filled>();
  const make = useWrite(
    ({ name, scopes, until }: Filled) =>
      answerOf(
        api.POST('/v1/api-keys', {
          body: { name: name.trim(), scopes, ...(until && { expiresAt: until.endOf('day').toISOString() }) },
        }),
      ),
    KEYS,
  );
  return (
    <Modal
      open
      title={t('keys.new')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('keys.make')}
      cancelText={t('action.cancel')}
      confirmLoading={make.isPending}
    >
      <Form<Filled>
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={(given) =>
          make.mutate(given, {
            onSuccess: ({ key }) => {
              onClose();
              onMade(key);
            },
          })
        }
      >
        <Form.Item
          name="name"
          label={t('keys.name')}
          extra={t('keys.nameHint')}
          rules={[{ required: true, whitespace: true, message: t('keys.needName') }]}
        >
          <Input />
        </Form.Item>
        <Form.Item
          name="scopes"
          label={t('keys.scopes')}
          rules={[{ required: true, message: t('keys.needScope') }]}
        >
          <Select
            mode="multiple"
            options={SCOPES.map((value) => ({ value, label: t(`scopeOf.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="until" label={t('keys.until')} extra={t('keys.untilHint')}>
          <DatePicker />
        </Form.Item>
      </Form>
    </Modal>
  );
}
