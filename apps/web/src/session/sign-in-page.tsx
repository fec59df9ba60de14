import { Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Navigate, useSearchParams } from 'react-router';
import { LanguageSwitch } from '../frame/language-switch';
import { homeOf } from './home-of';
import { useSession } from './session';
import { SignInForm } from './sign-in-form';

export function SignInPage() {
  const { t } = useTranslation();
  const { me } = useSession();
  const [search] = useSearchParams();
  if (me) return <Navigate to={safeTarget(search.get('to')) ?? homeOf(me)} replace />;
  return (
    <main className="sign-in">
      <div className="sign-in-top">
        <LanguageSwitch />
      </div>
      <Typography.Title level={1}>
        <img src="/favicon.svg" alt="" width={36} height={36} /> Thaw
      </Typography.Title>
      <Typography.Paragraph type="secondary">{t('signIn.what')}</Typography.Paragraph>
      <SignInForm isFirst />
    </main>
  );
}

/** A way within these pages; never to another site. */
const safeTarget = (to: string | null): string | null => (to !== null && /^\/(?![/\\])/.test(to) ? to : null);
