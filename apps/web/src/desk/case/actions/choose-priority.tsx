import { Form, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import type { FieldsGiven } from './forms';

const PRIORITIES = [1, 2, 3, 4] as const;

/** 1 presses most; the deadlines go with it. */
export function ChoosePriority({ shown }: FieldsGiven) {
  const { t } = useTranslation();
  return (
    <Form.Item
      name="priority"
      label={t('form.priority')}
      extra={t('form.priorityWhat')}
      initialValue={shown.priority}
    >
      <Radio.Group
        optionType="button"
        options={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))}
      />
    </Form.Item>
  );
}
