import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { Parts } from '../frame/parts';
import { useMay, type Permission } from '../session/session';

const PARTS = ['users', 'queues', 'calendars', 'keys', 'webhooks', 'dispatches'] as const;

const NEEDS: Readonly<Record<(typeof PARTS)[number], Permission>> = {
  users: 'user.manage',
  queues: 'queue.read',
  calendars: 'calendar.read',
  keys: 'key.manage',
  webhooks: 'webhook.manage',
  dispatches: 'channel.manage',
};

const useParts = (): (typeof PARTS)[number][] => {
  const may = useMay();
  return PARTS.filter((part) => may(NEEDS[part]));
};

/** People, queues and days, and what connects the desk with others; each part for whom it is open to. */
export function AdminRoom() {
  const { t } = useTranslation();
  return (
    <Parts
      label={t('admin.nav')}
      parts={useParts().map((part) => ({ to: `/admin/${part}`, label: t(`admin.${part}`) }))}
    />
  );
}

export function FirstPart() {
  const [first = 'queues'] = useParts();
  return <Navigate to={`/admin/${first}`} replace />;
}
