import { Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';

export function DismissAs() {
  const { t } = useTranslation();
  const as: unknown = Form.useWatch('as');
  return (
    <>
      <Form.Item
        name="as"
        label={t('form.dismissAs')}
        rules={[{ required: true, message: t('form.needDismissAs') }]}
      >
        <Radio.Group
          options={(['not_frozen', 'duplicate', 'withdrawn'] as const).map((value) => ({
            value,
            label: t(`resolution.${value}`),
          }))}
        />
      </Form.Item>
      {as === 'duplicate' && (
        <Form.Item
          name="duplicateOf"
          label={t('form.duplicateOf')}
          rules={[{ required: true, pattern: /^FZ-\d{8}-\d{4,}$/, message: t('form.needDuplicateOf') }]}
        >
          <Input placeholder="FZ-20260131-0001" />
        </Form.Item>
      )}
    </>
  );
}
