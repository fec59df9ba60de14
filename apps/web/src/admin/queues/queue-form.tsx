import { Checkbox, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schema } from '../../client/client';
import { useWrite } from '../../showing/use-write';
import { QUEUES, type Queue } from './queue';

type Filled = Schema<'QueueBody'> & { readonly code: string };

const REASONS: readonly Queue['reasons'][number][] = [
  ...(['CASHOUT', 'ROUND_PATTERN', 'LIMIT_BREACH', 'OUT_OF_HOURS', 'CARD_REPEAT', 'CREDIT_ONLY'] as const),
  ...(['MCC_MISUSE', 'ERQING', 'RELOCATION', 'BINDING_MISMATCH', 'SWITCHED_APP', 'COUNTERFEIT'] as const),
  ...(['SKIMMING', 'TAMPER', 'MALWARE', 'AML', 'GAMBLING_FRAUD', 'REFUND_ABUSE'] as const),
  ...([
    'CARD_TESTING',
    'CHARGEBACK',
    'RETRIEVAL_DEFAULT',
    'KYC_EXPIRED',
    'HARDWARE',
    'AUTHORITY_ORDER',
  ] as const),
];
const NEW = {
  ...{ reasons: [], areas: [], tiers: [], skills: [] },
  ...{ position: 40, calendar: 'desk', roundRobin: false, newcomers: false },
};

/** What a queue takes, and how it is worked. What the form does not show stays as it is. */
export function QueueForm({
  queue,
  onClose,
}: {
  readonly queue: Queue | null;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Filled>();
  const save = useWrite(({ code, ...body }: Filled) => {
    const kept = queue && { classCalendars: queue.classCalendars, escalations: queue.escalations };
    return answerOf(
      api.PUT('/v1/queues/{code}', {
        params: {
          path: { code },
          header: queue ? { 'If-Match': `"${queue.version}"` } : { 'If-None-Match': '*' },
        },
        body: { ...kept, ...body },
      }),
    );
  }, QUEUES);
  const needed = [{ required: true, whitespace: true, message: t('queues.needName') }];
  return (
    <Modal
      open
      title={queue ? t('queues.change') : t('queues.new')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('write.save')}
      cancelText={t('action.cancel')}
      confirmLoading={save.isPending}
    >
      <Form<Filled>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={queue ?? NEW}
        onFinish={(given) => save.mutate(given, { onSuccess: onClose })}
      >
        <Form.Item
          name="code"
          label={t('queues.code')}
          extra={t('queues.codeHint')}
          rules={[{ required: true, pattern: /^[a-z][a-z0-9_]{1,39}$/, message: t('queues.needCode') }]}
        >
          <Input disabled={queue !== null} />
        </Form.Item>
        <Form.Item name={['name', 'zh']} label={t('queues.nameZh')} rules={needed}>
          <Input />
        </Form.Item>
        <Form.Item name={['name', 'en']} label={t('queues.nameEn')} rules={needed}>
          <Input />
        </Form.Item>
        <Form.Item name="position" label={t('queues.position')} extra={t('queues.positionHint')}>
          <InputNumber min={1} />
        </Form.Item>
        <Form.Item name="reasons" label={t('queues.reasons')} extra={t('queues.noneIsAll')}>
          <Select mode="multiple" allowClear options={REASONS.map((value) => ({ value, label: value }))} />
        </Form.Item>
        <Form.Item name="tiers" label={t('queues.tiers')} extra={t('queues.noneIsAll')}>
          <Select
            mode="multiple"
            allowClear
            options={(['standard', 'key'] as const).map((value) => ({ value, label: t(`tier.${value}`) }))}
          />
        </Form.Item>
        <Form.Item name="areas" label={t('queues.areas')} extra={t('queues.areasHint')}>
          <Select mode="tags" tokenSeparators={[',', ' ']} />
        </Form.Item>
        <Form.Item name="skills" label={t('queues.skills')} extra={t('queues.skillsHint')}>
          <Select mode="tags" tokenSeparators={[',', ' ']} />
        </Form.Item>
        <Form.Item name="calendar" label={t('queues.calendar')} rules={needed}>
          <Input />
        </Form.Item>
        <Form.Item name="roundRobin" valuePropName="checked">
          <Checkbox>{t('queues.inTurnWhat')}</Checkbox>
        </Form.Item>
        <Form.Item name="newcomers" valuePropName="checked">
          <Checkbox>{t('queues.newcomers')}</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  );
}
