import { App, Button, Card, Form, Input, Modal, Steps } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { said } from '../../language/language';
import { messageOf } from '../../showing/message-of';
import { useMyAct, type MyCase } from '../my-case-query';
import { useMyFindings } from '../why-frozen';

/** An appeal answers every finding, one at a time; what was written is kept until it is sent. */
export function Appeal({ shown }: { readonly shown: MyCase }) {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <Card size="small" title={t('appeal.title')}>
      <p>{t('appeal.what', { rounds: shown.appeal.roundsLeft })}</p>
      <Button onClick={() => setOpen(true)}>{t('appeal.begin')}</Button>
      {isOpen && <Wizard shown={shown} onClose={() => setOpen(false)} />}
    </Card>
  );
}

function Wizard({ shown, onClose }: { readonly shown: MyCase; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const findings = useMyFindings(shown.number).data ?? [];
  const rules = [...new Map(findings.map((finding) => [finding.rule, finding]))];
  const key = `thaw.draft.${shown.number}.appeal`;
  const [answers, setAnswers] = useState<Record<string, string>>(
    () => JSON.parse(sessionStorage.getItem(key) ?? '{}') as Record<string, string>,
  );
  const [at, setAt] = useState(0);
  const act = useMyAct(shown);
  const names = [...rules.map(([rule]) => rule), 'text'];
  const name = names[at] ?? 'text';
  const finding = rules[at]?.[1];
  const write = (text: string): void => {
    const next = { ...answers, [name]: text };
    setAnswers(next);
    sessionStorage.setItem(key, JSON.stringify(next));
  };
  const isLast = at === names.length - 1;
  const isAnswered = (answers[name] ?? '').trim() !== '';
  const send = (): void =>
    act.mutate(
      {
        action: 'appeal',
        payload: {
          text: answers['text']?.trim(),
          answers: rules.map(([rule]) => ({ rule, answer: answers[rule]?.trim() })),
        },
      },
      {
        onSuccess: () => {
          sessionStorage.removeItem(key);
          void message.success(t('appeal.sent'));
          onClose();
        },
        onError: (error) => void message.error(messageOf(error)),
      },
    );
  return (
    <Modal
      open
      title={t('appeal.title')}
      onCancel={onClose}
      footer={null}
      width={640}
      mask={{ closable: false }}
    >
      <Steps
        size="small"
        current={at}
        responsive
        items={names.map((each, place) => ({
          title: each === 'text' ? t('appeal.last') : String(place + 1),
        }))}
      />
      <Form layout="vertical" onFinish={() => (isLast ? send() : setAt(at + 1))} className="pad">
        {finding && (
          <>
            <strong>{said(finding.title)}</strong>
            <p>{said(finding.explanation)}</p>
          </>
        )}
        <Form.Item label={finding ? t('appeal.answer') : t('appeal.grounds')} required>
          <Input.TextArea
            rows={5}
            value={answers[name] ?? ''}
            maxLength={4000}
            showCount
            onChange={({ target }) => write(target.value)}
          />
        </Form.Item>
        <div className="case-row-line">
          <Button disabled={at === 0} onClick={() => setAt(at - 1)}>
            {t('appeal.back')}
          </Button>
          <Button type="primary" htmlType="submit" disabled={!isAnswered} loading={act.isPending}>
            {isLast ? t('appeal.send') : t('appeal.next')}
          </Button>
        </div>
      </Form>
    </Modal>
  );
}
