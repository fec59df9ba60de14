import { Checkbox, Form, Input, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { said } from '../../../language/language';
import { useReference } from '../reference';
import type { FieldsGiven } from './forms';

interface Wanted {
  readonly code: string;
  readonly required: boolean;
}

/** Which items the merchant is asked for; those that the reason requires are ticked. */
export function AskEvidence({ shown }: FieldsGiven) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item
        name="items"
        label={t('form.items')}
        initialValue={shown.evidence.items
          .filter(
            ({ required, supplier, standing }) => required && supplier === 'merchant' && !standing.satisfied,
          )
          .map(({ code }) => ({ code, required: true }))}
        rules={[{ required: true, type: 'array', min: 1, message: t('form.needItems') }]}
      >
        <Items />
      </Form.Item>
      <Form.Item name="text" label={t('form.wordsToMerchant')} extra={t('form.merchantReads')}>
        <Input.TextArea rows={3} maxLength={2000} showCount />
      </Form.Item>
    </>
  );
}

function Items({
  value = [],
  onChange,
}: {
  readonly value?: readonly Wanted[];
  readonly onChange?: (to: Wanted[]) => void;
}) {
  const { t } = useTranslation();
  const reference = useReference();
  const items = reference?.evidenceItems.filter(({ supplier }) => supplier === 'merchant') ?? [];
  return (
    <ul className="plain two-columns">
      {items.map(({ code, title }) => {
        const wanted = value.find((each) => each.code === code);
        return (
          <li key={code}>
            <Checkbox
              checked={wanted !== undefined}
              onChange={({ target }) =>
                onChange?.(
                  target.checked
                    ? [...value, { code, required: true }]
                    : value.filter((each) => each.code !== code),
                )
              }
            >
              {code} {said(title)}
            </Checkbox>
            {wanted && (
              <Radio.Group
                size="small"
                value={wanted.required}
                onChange={({ target }) =>
                  onChange?.(
                    value.map((each) =>
                      each.code === code ? { code, required: target.value as boolean } : each,
                    ),
                  )
                }
                options={[
                  { value: true, label: t('form.required') },
                  { value: false, label: t('form.optional') },
                ]}
              />
            )}
          </li>
        );
      })}
    </ul>
  );
}
