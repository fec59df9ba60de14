import { useQuery } from '@tanstack/react-query';
import { App, Button, Card, Empty, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../client/client';
import { Instant } from '../showing/instant';
import { messageOf } from '../showing/message-of';
import { mayDo, myCaseKey, useMyAct, type MyCase } from './my-case-query';

/** Words to and from the desk. */
export function MyMessages({ shown }: { readonly shown: MyCase }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const act = useMyAct(shown);
  const [text, setText] = useState('');
  const { data } = useQuery({
    queryKey: myCaseKey(shown.number, 'messages'),
    queryFn: () =>
      answerOf(api.GET('/v1/cases/{number}/messages', { params: { path: { number: shown.number } } })),
  });
  return (
    <Card size="small" title={t('portal.messages')} className="messages">
      {data?.items.length === 0 && <Empty description={t('messages.noneYet')} />}
      <ol className="plain words">
        {data?.items.map(({ id, body, sentAt, fromMerchant }) => (
          <li key={id} className={fromMerchant ? 'word' : 'word from-merchant'}>
            <div className="secondary small">
              {fromMerchant ? t('messages.you') : t('messages.desk')} <Instant at={sentAt} />
            </div>
            <p className="prose">{body}</p>
          </li>
        ))}
      </ol>
      {mayDo(shown, 'message') && (
        <div className="compose">
          <Input.TextArea
            rows={3}
            value={text}
            maxLength={4000}
            placeholder={t('messages.ask')}
            aria-label={t('messages.ask')}
            onChange={({ target }) => setText(target.value)}
          />
          <Button
            type="primary"
            disabled={text.trim() === ''}
            loading={act.isPending}
            onClick={() =>
              act.mutate(
                { action: 'message', payload: { text: text.trim() } },
                {
                  onSuccess: () => setText(''),
                  onError: (error) => void message.error(messageOf(error)),
                },
              )
            }
          >
            {t('messages.send')}
          </Button>
        </div>
      )}
    </Card>
  );
}
