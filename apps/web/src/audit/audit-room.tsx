import { Menu } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';

const PARTS = ['cases', 'quality', 'records', 'checkpoints'] as const;

/** The reviewers' room: what happened, whether it is as it was written, and how well it was done. */
export function AuditRoom() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  return (
    <div className="page wide-page">
      <nav aria-label={t('audit.nav')}>
        <Menu
          mode="horizontal"
          className="parts"
          selectedKeys={PARTS.filter((part) => pathname.startsWith(`/audit/${part}`))}
          items={PARTS.map((part) => ({
            key: part,
            label: <Link to={`/audit/${part}`}>{t(`audit.${part}`)}</Link>,
          }))}
        />
      </nav>
      <Outlet />
    </div>
  );
}
