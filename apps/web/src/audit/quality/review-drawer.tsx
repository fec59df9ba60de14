import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Alert, App, Button, Card, Checkbox, Drawer, Form, Input, Radio, Skeleton, Tag } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api, type Schema } from '../../client/client';
import { said } from '../../language/language';
import { Instant } from '../../showing/instant';
import { messageOf } from '../../showing/message-of';
import { PersonName } from '../../showing/person-name';
import type { Sample } from './quality-page';

type Criterion = keyof Schema<'Marks'>;
type Mark = number | 'none';

interface Filled {
  readonly marks: Readonly<Record<string, Mark>>;
  readonly comment: string;
  readonly returned?: boolean;
}

const MARKS: readonly Mark[] = [1, 2, 3, 4, 5, 'none'];

const useForm = () =>
  useQuery({
    queryKey: ['quality', 'form'],
    staleTime: Infinity,
    queryFn: async () => (await answerOf(api.GET('/v1/quality/form'))).items,
  });

/** One case, looked at again: what was found before, and the form while it waits for a review. */
export function ReviewDrawer({ sample, onClose }: { readonly sample: Sample; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const form = useForm();
  const waits = sample.state === 'drawn' || sample.state === 'corrected';
  return (
    <Drawer open onClose={onClose} size={560} title={`${t('quality.review')} · ${sample.number}`}>
      <div className="stack">
        <Link to={`/audit/cases/${sample.number}`}>{t('audit.cases')} ↗</Link>
        {form.error && <Alert type="warning" showIcon title={messageOf(form.error)} />}
        {form.isPending && <Skeleton active />}
        {sample.reviews.map((review) => (
          <Card
            key={review.round}
            size="small"
            title={t('quality.round', { round: review.round })}
            extra={
              <Tag color={review.returned ? 'orange' : 'green'}>
                {t(review.returned ? 'quality.returned' : 'quality.passed')}
              </Tag>
            }
          >
            <p className="secondary small">
              <PersonName id={review.reviewer} /> · <Instant at={review.reviewedAt} />
            </p>
            <ul className="plain">
              {form.data?.map(({ criterion, title }) => (
                <li key={criterion} className="case-row-line">
                  <span>{said(title)}</span>
                  <strong>{review.marks[criterion as Criterion] ?? t('quality.notApplicable')}</strong>
                </li>
              ))}
            </ul>
            <p className="prose">{review.comment}</p>
            {review.correction && (
              <p className="to-merchant">{t('quality.correction', { text: review.correction.text })}</p>
            )}
          </Card>
        ))}
        {waits && form.data && <ReviewForm sample={sample} criteria={form.data} onDone={onClose} />}
      </div>
    </Drawer>
  );
}

interface FormGiven {
  readonly sample: Sample;
  readonly criteria: readonly { readonly criterion: string; readonly title: Schema<'Bilingual'> }[];
  readonly onDone: () => void;
}

function ReviewForm({ sample, criteria, onDone }: FormGiven) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: ({ marks, comment, returned = false }: Filled) =>
      answerOf(
        api.POST('/v1/quality/samples/{id}/reviews', {
          params: { path: { id: sample.id } },
          body: {
            marks: Object.fromEntries(
              Object.entries(marks).map(([criterion, mark]) => [criterion, mark === 'none' ? null : mark]),
            ),
            comment: comment.trim(),
            returned,
          },
        }),
      ),
    onSuccess: async () => {
      void message.success(t('quality.saved'));
      await queries.invalidateQueries({ queryKey: ['quality'] });
      onDone();
    },
    onError: (error) => void message.error(messageOf(error)),
  });
  return (
    <Form<Filled> layout="vertical" onFinish={(given) => save.mutate(given)} requiredMark={false}>
      <p className="secondary">{t('quality.mark')}</p>
      {criteria.map(({ criterion, title }) => (
        <Form.Item
          key={criterion}
          name={['marks', criterion]}
          label={said(title)}
          rules={[{ required: true, message: t('quality.needMark') }]}
        >
          <Radio.Group
            optionType="button"
            options={MARKS.map((value) => ({
              value,
              label: value === 'none' ? t('quality.notApplicable') : value,
            }))}
          />
        </Form.Item>
      ))}
      <Form.Item
        name="comment"
        label={t('quality.comment')}
        rules={[{ required: true, whitespace: true, message: t('quality.needComment') }]}
      >
        <Input.TextArea rows={4} maxLength={4000} showCount />
      </Form.Item>
      <Form.Item name="returned" valuePropName="checked">
        <Checkbox>{t('quality.return')}</Checkbox>
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={save.isPending}>
        {t('quality.save')}
      </Button>
    </Form>
  );
}
