import { useQuery } from '@tanstack/react-query';
import { Alert, Card, Form, Input, Radio, Select, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../../client/client';
import { said } from '../../../language/language';
import { caseKey } from '../case-query';
import { useReference } from '../reference';
import type { FieldsGiven } from './forms';

/** An outcome, what becomes of each measure, a reason for each finding, and the words of the letter. */
export function ComposeDecision({ shown, action }: FieldsGiven) {
  const { t } = useTranslation();
  const reference = useReference();
  const { data } = useQuery({
    queryKey: caseKey(shown.number, 'findings'),
    queryFn: () =>
      answerOf(api.GET('/v1/cases/{number}/findings', { params: { path: { number: shown.number } } })),
  });
  const rules = [...new Map(data?.items.map(({ rule, title }) => [rule, title]))];
  const inForce = shown.measures.filter(({ liftedAt }) => liftedAt === null);
  const hasOutcome = action !== 'uphold_appeal';
  return (
    <>
      {action === 'overturn' && (
        <Form.Item name="extent" label={t('form.extent')} initialValue="full">
          <Radio.Group
            optionType="button"
            options={(['full', 'partial'] as const).map((value) => ({ value, label: t(`extent.${value}`) }))}
          />
        </Form.Item>
      )}
      {hasOutcome && (
        <Form.Item
          name="outcome"
          label={t('form.outcome')}
          rules={[{ required: true, message: t('form.needOutcome') }]}
        >
          <Select
            options={shown.reason?.outcomes.map((code) => {
              const title = reference?.outcomes.find((each) => each.code === code)?.title;
              return { value: code, label: title ? `${code} · ${said(title)}` : code };
            })}
          />
        </Form.Item>
      )}
      {hasOutcome && inForce.length > 0 && (
        <Card size="small" title={t('form.measuresAfter')} className="gap">
          {inForce.map(({ id, level, scope }, place) => (
            <div key={id}>
              <Form.Item name={['measuresAfter', place, 'measureId']} initialValue={id} hidden>
                <Input />
              </Form.Item>
              <Form.Item
                name={['measuresAfter', place, 'change']}
                label={`${level} ${t(`level.${level}`)} · ${t(`scope.${scope}`)}`}
                rules={[{ required: true, message: t('form.needChange') }]}
              >
                <Radio.Group
                  optionType="button"
                  options={(['lift', 'keep'] as const).map((value) => ({
                    value,
                    label: t(`change.${value}`),
                  }))}
                />
              </Form.Item>
            </div>
          ))}
        </Card>
      )}
      {rules.length > 0 && (
        <Card size="small" title={t('form.reasons')} className="gap">
          {rules.map(([rule, title], place) => (
            <div key={rule}>
              <Form.Item name={['reasons', place, 'rule']} initialValue={rule} hidden>
                <Input />
              </Form.Item>
              <Form.Item
                name={['reasons', place, 'reason']}
                label={
                  <>
                    <Tag>{rule}</Tag>
                    {said(title)}
                  </>
                }
                rules={[{ required: true, whitespace: true, message: t('form.needReasonOf') }]}
              >
                <Input.TextArea rows={2} maxLength={2000} />
              </Form.Item>
            </div>
          ))}
        </Card>
      )}
      {shown.objections.some(({ answered }) => !answered) && action === 'propose' && (
        <Form.Item
          name="objectionReply"
          label={t('form.objectionReply')}
          extra={t('form.merchantReads')}
          rules={[{ required: true, whitespace: true, message: t('form.needObjectionReply') }]}
        >
          <Input.TextArea rows={3} maxLength={4000} />
        </Form.Item>
      )}
      <Form.Item
        name="text"
        label={t('form.grounds')}
        rules={[{ required: true, whitespace: true, message: t('form.needWhy') }]}
      >
        <Input.TextArea rows={4} maxLength={4000} showCount />
      </Form.Item>
      {!shown.scan && <Alert type="info" showIcon title={t('form.noScan')} />}
    </>
  );
}
