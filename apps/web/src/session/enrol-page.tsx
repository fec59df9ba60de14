import { useMutation } from '@tanstack/react-query';
import { Alert, Button, Form, Input, QRCode, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../client/client';
import { messageOf } from '../showing/message-of';
import { useSession } from './session';

/** Whoever must have a second factor sees nothing else until they have one. */
export function EnrolPage() {
  const { t } = useTranslation();
  const { retry, signOut } = useSession();
  const begin = useMutation({
    mutationFn: (body: { password: string }) => answerOf(api.POST('/v1/me/second-factor', { body })),
  });
  const confirm = useMutation({
    mutationFn: ({ code }: { code: string }) =>
      answerOf(api.POST('/v1/me/second-factor/confirm', { body: { code: code.trim() } })),
  });
  const problem = confirm.error ?? begin.error;
  return (
    <main className="sign-in">
      <Typography.Title level={1} className="case-title">
        {t('enrol.title')}
      </Typography.Title>
      {problem && <Alert type="error" title={messageOf(problem)} showIcon className="gap" role="alert" />}
      {confirm.data ? (
        <>
          <p>{t('enrol.recovery')}</p>
          <ul className="recovery-codes">
            {confirm.data.recoveryCodes.map((code) => (
              <li key={code}>
                <code>{code}</code>
              </li>
            ))}
          </ul>
          <Button type="primary" block onClick={retry}>
            {t('enrol.kept')}
          </Button>
        </>
      ) : begin.data ? (
        <Form<{ code: string }>
          layout="vertical"
          requiredMark={false}
          onFinish={(given) => confirm.mutate(given)}
        >
          <p>{t('enrol.scan')}</p>
          <QRCode value={begin.data.uri} bgColor="#fff" color="#000" type="svg" />
          <p>
            <Typography.Text code copyable>
              {begin.data.secret}
            </Typography.Text>
          </p>
          <Form.Item
            name="code"
            label={t('signIn.code')}
            rules={[{ required: true, whitespace: true, message: t('signIn.needCode') }]}
          >
            <Input autoComplete="one-time-code" inputMode="numeric" autoFocus />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={confirm.isPending}>
            {t('enrol.confirm')}
          </Button>
        </Form>
      ) : (
        <Form<{ password: string }>
          layout="vertical"
          requiredMark={false}
          onFinish={(given) => begin.mutate(given)}
        >
          <p>{t('enrol.why')}</p>
          <Form.Item
            name="password"
            label={t('enrol.password')}
            rules={[{ required: true, message: t('signIn.needPassword') }]}
          >
            <Input.Password autoComplete="current-password" autoFocus />
          </Form.Item>
          <Button type="primary" htmlType="submit" block loading={begin.isPending}>
            {t('enrol.begin')}
          </Button>
        </Form>
      )}
      <Button type="link" block onClick={() => void signOut()}>
        {t('frame.signOut')}
      </Button>
    </main>
  );
}
