import { Alert, Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../client/client';
import { messageOf } from '../showing/message-of';
import { useSession, type Credentials } from './session';

/** Name and password, and the code of an authenticator from whoever has one. */
export function SignInForm({ isFirst = false }: { readonly isFirst?: boolean }) {
  const { t } = useTranslation();
  const { signIn } = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const [needsCode, setNeedsCode] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const enter = async ({ login, password, code }: Credentials): Promise<void> => {
    setBusy(true);
    setProblem(null);
    await signIn({ login, password, ...(needsCode && code !== undefined && { code: code.trim() }) }).catch(
      (error: unknown) => {
        if (!needsCode && error instanceof Refusal && error.code === 'SECOND_FACTOR_NEEDED')
          setNeedsCode(true);
        else setProblem(messageOf(error));
      },
    );
    setBusy(false);
  };
  return (
    <Form<Credentials>
      layout="vertical"
      onFinish={(given) => void enter(given)}
      requiredMark={false}
      {...(isFirst && { size: 'large' })}
    >
      <Form.Item
        name="login"
        label={t('signIn.login')}
        rules={[{ required: true, message: t('signIn.needLogin') }]}
      >
        <Input autoComplete="username" autoFocus />
      </Form.Item>
      <Form.Item
        name="password"
        label={t('signIn.password')}
        rules={[{ required: true, message: t('signIn.needPassword') }]}
      >
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      {needsCode && (
        <Form.Item
          name="code"
          label={t('signIn.code')}
          extra={t('signIn.codeOrRecovery')}
          rules={[{ required: true, whitespace: true, message: t('signIn.needCode') }]}
        >
          <Input autoComplete="one-time-code" inputMode="numeric" autoFocus />
        </Form.Item>
      )}
      {problem !== null && <Alert type="error" title={problem} showIcon className="gap" role="alert" />}
      <Button type="primary" htmlType="submit" block loading={isBusy}>
        {t('signIn.enter')}
      </Button>
    </Form>
  );
}
