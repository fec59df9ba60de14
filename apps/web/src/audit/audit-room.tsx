import { useTranslation } from 'react-i18next';
import { Parts } from '../frame/parts';

const PARTS = ['cases', 'quality', 'records', 'checkpoints'] as const;

/** The reviewers' room: what happened, whether it is as it was written, and how well it was done. */
export function AuditRoom() {
  const { t } = useTranslation();
  return (
    <Parts
      label={t('audit.nav')}
      parts={PARTS.map((part) => ({ to: `/audit/${part}`, label: t(`audit.${part}`) }))}
    />
  );
}
