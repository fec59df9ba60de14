import { DatePicker, Form, Input } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { deskNow } from '../../../showing/desk';

/** A day of the desk, and what is to be looked at then. */
export function ChooseDay() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="on"
        label={t('form.on')}
        rules={[{ required: true, message: t('form.needOn') }]}
        getValueProps={(value: string | undefined) => ({ value: value === undefined ? null : dayjs(value) })}
        normalize={(value: Dayjs | null) => value?.format('YYYY-MM-DD')}
      >
        <DatePicker disabledDate={(day) => day.isBefore(dayjs(deskNow()), 'day')} />
      </Form.Item>
      <Form.Item name="text" label={t('form.whatThen')}>
        <Input.TextArea rows={2} maxLength={1000} />
      </Form.Item>
    </>
  );
}
