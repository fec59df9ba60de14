import { App, Button, Dropdown, Popover, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { said } from '../../../language/language';
import { useMe } from '../../../session/session';
import { messageOf } from '../../../showing/message-of';
import { useAct, type ActionName, type StaffCase } from '../case-query';
import { ActionDialog } from './action-dialog';
import { FORMS, isOfCase, weightOf } from './forms';

type Standing = StaffCase['actions'][number];

/** What can be done now, the likeliest first; of what cannot, why. */
export function ActionBar({ shown }: { readonly shown: StaffCase }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [open, setOpen] = useState<ActionName | null>(null);
  const act = useAct(shown);
  const { id: me } = useMe();
  // Whose case it is has nothing to take; taking it from a colleague is no likely step.
  const ofCase = shown.actions.filter(
    ({ action }) => isOfCase(action) && !(action === 'take' && shown.ownerId === me),
  );
  const allowed = ofCase
    .filter((each) => each.allowed)
    .sort((a, b) => weightOf(a.action, shown) - weightOf(b.action, shown));
  const closed = ofCase.filter((each) => !each.allowed && each.code !== 'ACTION_NOT_YOURS');
  const begin = (action: ActionName): void => {
    if (FORMS[action]) {
      setOpen(action);
      return;
    }
    act.mutate(
      { action },
      {
        onSuccess: () => void message.success(t('action.done', { action: t(`action.${action}`) })),
        onError: (error) => void message.error(messageOf(error)),
      },
    );
  };
  const [first, second, third, ...rest] = allowed;
  return (
    <div className="actions" role="toolbar" aria-label={t('case.actions')}>
      <Space wrap>
        {[first, second, third]
          .filter((each): each is Standing => each !== undefined)
          .map(({ action }, place) => (
            <Button key={action} type={place === 0 ? 'primary' : 'default'} onClick={() => begin(action)}>
              {t(`action.${action}`)}
            </Button>
          ))}
        {rest.length > 0 && (
          <Dropdown
            trigger={['click']}
            menu={{
              items: rest.map(({ action }) => ({ key: action, label: t(`action.${action}`) })),
              onClick: ({ key }) => begin(key as ActionName),
            }}
          >
            <Button>{t('action.more')}</Button>
          </Dropdown>
        )}
        {closed.length > 0 && (
          <Popover
            trigger="click"
            placement="bottomRight"
            title={t('action.closedTitle')}
            content={
              <ul className="plain why-not">
                {closed.map(({ action, why }) => (
                  <li key={action}>
                    <strong>{t(`action.${action}`)}</strong>
                    <div className="secondary">{why ? said(why) : t('action.closed')}</div>
                  </li>
                ))}
              </ul>
            }
          >
            <Button type="text">{t('action.whyNot', { count: closed.length })}</Button>
          </Popover>
        )}
      </Space>
      {open !== null && <ActionDialog shown={shown} action={open} onClose={() => setOpen(null)} />}
    </div>
  );
}
