import { Button, Result } from 'antd';
import { useTranslation } from 'react-i18next';
import { messageOf } from './message-of';

/** What could not be read, why, and once more. */
export function Failed({ error, retry }: { readonly error: unknown; readonly retry: () => unknown }) {
  const { t } = useTranslation();
  return (
    <Result
      status="warning"
      title={messageOf(error)}
      extra={<Button onClick={() => void retry()}>{t('error.retry')}</Button>}
    />
  );
}
