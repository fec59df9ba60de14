import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

/** Why: kept with the event, and for staff alone unless the form says otherwise. */
export function Words() {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="text"
      label={t('form.why')}
      rules={[{ required: true, whitespace: true, message: t('form.needWhy') }]}
    >
      <Input.TextArea rows={4} maxLength={4000} showCount />
    </Form.Item>
  );
}
