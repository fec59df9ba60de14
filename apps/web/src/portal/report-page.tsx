import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Card, Form, Input, Result, Steps, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../client/client';
import { messageOf } from '../showing/message-of';

/** Looked at in this order: what a shop can mend by itself comes before a case. */
const CHECKS = ['power', 'network', 'hardware', 'message'] as const;

/** A terminal that does not work: is it a fault, or a freeze? Only a freeze, or what cannot be told, opens a case. */
export function ReportPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [at, setAt] = useState(0);
  const [mended, setMended] = useState(false);
  const [key] = useState(() => crypto.randomUUID());
  const report = useMutation({
    mutationFn: ({ serialNo, text }: { serialNo: string; text?: string }) =>
      answerOf(
        api.POST('/v1/cases', {
          params: { header: { 'Idempotency-Key': key } },
          body: { terminal: { serialNo: serialNo.trim() }, ...(text && { text }) },
        }),
      ),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['cases'] }),
  });
  const check = CHECKS[at];
  if (mended)
    return (
      <Result
        status="success"
        title={t('report.mended')}
        extra={<Link to="/portal">{t('report.back')}</Link>}
      />
    );
  if (report.data)
    return (
      <Result
        status="success"
        title={report.data.created ? t('report.opened') : t('report.joined')}
        subTitle={report.data.number}
        extra={<Link to={`/portal/cases/${report.data.number}`}>{t('report.look')}</Link>}
      />
    );
  return (
    <div className="page portal stack">
      <Typography.Title level={1}>{t('portal.report')}</Typography.Title>
      <Steps
        size="small"
        current={at}
        items={[...CHECKS, 'report' as const].map((each) => ({ title: t(`report.step.${each}`) }))}
      />
      {check ? (
        <Card>
          <p>{t(`report.ask.${check}`)}</p>
          <p className="secondary">{t(`report.how.${check}`)}</p>
          <div className="case-row-line">
            <Button onClick={() => setMended(true)}>{t('report.worksNow')}</Button>
            <Button type="primary" onClick={() => setAt(at + 1)}>
              {t('report.stillNot')}
            </Button>
          </div>
        </Card>
      ) : (
        <Card>
          <Form
            layout="vertical"
            requiredMark={false}
            onFinish={(given: { serialNo: string; text?: string }) => report.mutate(given)}
          >
            <Form.Item
              name="serialNo"
              label={t('report.serial')}
              extra={t('report.whereSerial')}
              rules={[{ required: true, whitespace: true, message: t('report.needSerial') }]}
            >
              <Input autoComplete="off" />
            </Form.Item>
            <Form.Item name="text" label={t('report.words')}>
              <Input.TextArea rows={3} maxLength={2000} />
            </Form.Item>
            {report.error && <Alert type="error" showIcon title={messageOf(report.error)} className="gap" />}
            <div className="case-row-line">
              <Button onClick={() => setAt(at - 1)}>{t('appeal.back')}</Button>
              <Button type="primary" htmlType="submit" loading={report.isPending}>
                {t('report.send')}
              </Button>
            </div>
          </Form>
        </Card>
      )}
    </div>
  );
}
