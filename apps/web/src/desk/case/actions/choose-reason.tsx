import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { said } from '../../../language/language';
import { useReference } from '../reference';

export function ChooseReason() {
  const { t } = useTranslation();
  const reference = useReference();
  return (
    <Form.Item
      name="reasonCode"
      label={t('form.reason')}
      rules={[{ required: true, message: t('form.needReason') }]}
    >
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        loading={!reference}
        options={reference?.reasons.map(({ code, title, sla }) => ({
          value: code,
          label: `${said(title)} · ${code} · ${sla}`,
        }))}
      />
    </Form.Item>
  );
}
