import { App, Button, Card, Input, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Instant } from '../showing/instant';
import { messageOf } from '../showing/message-of';
import { mayDo, useMyAct, type MyCase } from './my-case-query';

/** Before there is a decision, a merchant may say that the freeze is wrong; the desk must answer within its days. */
export function Objections({ shown }: { readonly shown: MyCase }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const act = useMyAct(shown);
  const [text, setText] = useState('');
  const may = mayDo(shown, 'object');
  if (!may && shown.objections.length === 0) return null;
  return (
    <Card size="small" title={t('objection.title')}>
      <ul className="plain stack">
        {shown.objections.map(({ id, objectedAt, replyDueAt, answered, reply }) => (
          <li key={id}>
            <Instant at={objectedAt} />{' '}
            <Tag color={answered ? 'green' : 'blue'}>
              {answered ? t('objection.answered') : t('objection.waiting')}
            </Tag>
            {!answered && (
              <span className="secondary small">
                {t('objection.until')} <Instant at={replyDueAt} isDue />
              </span>
            )}
            {reply !== null && <p className="prose">{reply}</p>}
          </li>
        ))}
      </ul>
      {may && (
        <div className="compose">
          <Input.TextArea
            rows={3}
            value={text}
            maxLength={4000}
            placeholder={t('objection.placeholder')}
            aria-label={t('objection.placeholder')}
            onChange={({ target }) => setText(target.value)}
          />
          <Button
            disabled={text.trim() === ''}
            loading={act.isPending}
            onClick={() =>
              act.mutate(
                { action: 'object', payload: { text: text.trim() } },
                {
                  onSuccess: () => {
                    setText('');
                    void message.success(t('objection.sent'));
                  },
                  onError: (error) => void message.error(messageOf(error)),
                },
              )
            }
          >
            {t('objection.send')}
          </Button>
        </div>
      )}
    </Card>
  );
}
