import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Empty, Input, Skeleton } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../client/client';
import { Instant } from '../../showing/instant';
import { messageOf } from '../../showing/message-of';
import { ActorName } from '../../showing/actor-name';
import { useDraft } from './actions/draft';
import { caseKey, useAct, type StaffCase } from './case-query';

interface Given {
  readonly shown: StaffCase;
  readonly kind: 'messages' | 'notes';
}

/** Words to and from the merchant, or among colleagues: they look different, so that neither is taken for the other. */
export function Correspondence({ shown, kind }: Given) {
  const { t } = useTranslation();
  const { number } = shown;
  const words = useQuery({
    queryKey: caseKey(number, kind),
    queryFn: async () =>
      kind === 'messages'
        ? (
            await answerOf(api.GET('/v1/cases/{number}/messages', { params: { path: { number } } }))
          ).items.map(({ id, body, sentAt, fromMerchant, author }) => ({
            id,
            body,
            at: sentAt,
            fromMerchant,
            author,
          }))
        : (await answerOf(api.GET('/v1/cases/{number}/notes', { params: { path: { number } } }))).items.map(
            ({ id, body, writtenAt, author }) => ({ id, body, at: writtenAt, fromMerchant: false, author }),
          ),
  });
  return (
    <div className={`stack ${kind}`}>
      {kind === 'messages' && <Alert type="warning" showIcon title={t('messages.warning')} />}
      {words.isPending && <Skeleton active />}
      {words.error && <Alert type="warning" showIcon title={messageOf(words.error)} />}
      {words.data?.length === 0 && <Empty description={t(`${kind}.none`)} />}
      <ol className="plain words">
        {words.data?.map(({ id, body, at, fromMerchant, author }) => (
          <li key={id} className={fromMerchant ? 'word from-merchant' : 'word'}>
            <div className="secondary small">
              {fromMerchant ? (
                t('messages.merchant')
              ) : author === undefined ? (
                t('messages.desk')
              ) : (
                <ActorName actor={author} />
              )}{' '}
              <Instant at={at} />
            </div>
            <p className="prose">{body}</p>
          </li>
        ))}
      </ol>
      <Compose shown={shown} kind={kind} />
    </div>
  );
}

function Compose({ shown, kind }: Given) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const action = kind === 'messages' ? 'message' : 'note';
  const draft = useDraft(`${shown.number}.${action}`);
  const [text, setText] = useState(() => {
    const { text: kept } = draft.kept;
    return typeof kept === 'string' ? kept : '';
  });
  const act = useAct(shown);
  const standing = shown.actions.find((each) => each.action === action);
  if (!standing?.allowed) return null;
  const write = (to: string): void => {
    setText(to);
    draft.keep({ text: to });
  };
  const send = (): void =>
    act.mutate(
      { action, payload: { text: text.trim() } },
      {
        onSuccess: () => {
          setText('');
          draft.forget();
        },
        onError: (error) => void message.error(messageOf(error)),
      },
    );
  return (
    <div className="compose">
      <Input.TextArea
        rows={3}
        value={text}
        maxLength={4000}
        onChange={({ target }) => write(target.value)}
        placeholder={t(`${kind}.placeholder`)}
        aria-label={t(`${kind}.placeholder`)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && text.trim() !== '') send();
        }}
      />
      <Button type="primary" disabled={text.trim() === ''} loading={act.isPending} onClick={send}>
        {t(`${kind}.send`)}
      </Button>
    </div>
  );
}
