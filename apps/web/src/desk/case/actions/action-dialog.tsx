import { Alert, App, Button, Form, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../../../client/client';
import { messageOf } from '../../../showing/message-of';
import { useAct, useCase, type ActionName, type StaffCase } from '../case-query';
import { useDraft } from './draft';
import { FORMS } from './forms';

interface Given {
  readonly shown: StaffCase;
  readonly action: ActionName;
  readonly onClose: () => void;
}

/**
 * An action that takes more than a click. What was filled in is kept through a reload, a refusal and an ended session;
 * where somebody was faster, it says what they changed and lets one go on.
 */
export function ActionDialog({ shown, action, onClose }: Given) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<Record<string, unknown>>();
  const { refetch } = useCase(shown.number);
  const [error, setError] = useState<Error | null>(null);
  const act = useAct(shown);
  const draft = useDraft(`${shown.number}.${action}`);
  const { fields, isFinal = false, isWide = false, payload } = FORMS[action] ?? { fields: [] };
  const hasChanged = error instanceof Refusal && error.code === 'CASE_CHANGED';

  const send = (given: Record<string, unknown>): void => {
    setError(null);
    act.mutate(
      { action, payload: payload ? payload(given) : given },
      {
        onSuccess: () => {
          draft.forget();
          void message.success(t('action.done', { action: t(`action.${action}`) }));
          onClose();
        },
        onError: setError,
      },
    );
  };
  return (
    <Modal
      open
      title={t(`action.${action}`)}
      onCancel={onClose}
      width={isWide ? 820 : 520}
      okText={isFinal ? t('action.finally', { action: t(`action.${action}`) }) : t(`action.${action}`)}
      okButtonProps={{ danger: isFinal, loading: act.isPending, htmlType: 'submit', form: 'action' }}
      cancelText={t('action.cancel')}
      mask={{ closable: false }}
    >
      {isFinal && <Alert type="warning" showIcon title={t('action.isFinal')} className="gap" />}
      {error && (
        <Alert
          type="error"
          showIcon
          className="gap"
          title={messageOf(error)}
          description={hasChanged && <Changes problem={error.problem} />}
          action={
            hasChanged && (
              <Button size="small" onClick={() => void refetch().then(() => setError(null))}>
                {t('action.lookAgain')}
              </Button>
            )
          }
        />
      )}
      <Form
        id="action"
        form={form}
        layout="vertical"
        initialValues={draft.kept}
        onValuesChange={(_, all: Record<string, unknown>) => draft.keep(all)}
        onFinish={send}
        scrollToFirstError
      >
        {fields.map((Fields, place) => (
          <Fields key={place} shown={shown} action={action} />
        ))}
      </Form>
    </Modal>
  );
}

interface Change {
  readonly at: string;
  readonly type: string;
}

/** What happened since the case was read. */
function Changes({ problem }: { readonly problem: Refusal['problem'] }) {
  const { t } = useTranslation();
  const changes = (problem['changes'] ?? []) as readonly Change[];
  return (
    <ul className="plain">
      {changes.map(({ at, type }) => (
        <li key={`${at}${type}`}>{t(`event.${type}` as 'event.open', { defaultValue: type })}</li>
      ))}
    </ul>
  );
}
