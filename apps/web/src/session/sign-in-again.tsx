import { useTranslation } from 'react-i18next';
import { SignInForm } from './sign-in-form';

/** Over the page whose session ended: nothing that was written on it is lost. */
export function SignInAgain() {
  const { t } = useTranslation();
  return (
    <>
      <p>{t('session.again')}</p>
      <SignInForm />
    </>
  );
}
