import { Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useColleagues } from '../../../showing/colleagues';

export function ChooseColleague() {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  return (
    <Form.Item
      name="userId"
      label={t('form.colleague')}
      rules={[{ required: true, message: t('form.needColleague') }]}
    >
      <Select
        showSearch={{ optionFilterProp: 'label' }}
        options={colleagues
          ?.filter(({ roles }) => roles.some((role) => role === 'agent' || role === 'supervisor'))
          .map(({ id, displayName }) => ({ value: id, label: displayName }))}
      />
    </Form.Item>
  );
}
