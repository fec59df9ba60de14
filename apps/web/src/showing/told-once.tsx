import { Alert, Modal, Typography } from 'antd';
import { useTranslation } from 'react-i18next';

/** A secret that is told only now. */
export function ToldOnce({ secret, onClose }: { readonly secret: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={t('secret.title')}
      onCancel={onClose}
      onOk={onClose}
      okText={t('secret.kept')}
      cancelButtonProps={{ hidden: true }}
      mask={{ closable: false }}
    >
      <Alert type="warning" showIcon title={t('secret.once')} className="gap" />
      <Typography.Paragraph code copyable className="hash">
        {secret}
      </Typography.Paragraph>
    </Modal>
  );
}
