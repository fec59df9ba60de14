import { Tag } from 'antd';
import { useTranslation } from 'react-i18next';

const COLOURS: Readonly<Record<string, string>> = {
  waiting_for_you: 'orange',
  remediation_needed: 'orange',
  freeze_upheld: 'red',
  being_terminated: 'red',
  restored: 'green',
  being_restored: 'cyan',
};

/** Where a case stands, as a merchant is told. */
export function MerchantStatus({ status }: { readonly status: string }) {
  const { t } = useTranslation();
  return (
    <Tag color={COLOURS[status] ?? 'blue'}>
      {t(`status.${status}` as 'status.closed', { defaultValue: status })}
    </Tag>
  );
}
