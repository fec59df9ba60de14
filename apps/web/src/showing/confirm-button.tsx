import { Button, Popconfirm, type ButtonProps } from 'antd';
import { useTranslation } from 'react-i18next';

interface Given extends Pick<ButtonProps, 'danger' | 'loading' | 'children'> {
  /** What becomes of it, asked once more. */
  readonly question: string;
  readonly onConfirm: () => void;
}

/** For what cannot be taken back with a click. */
export function ConfirmButton({ question, onConfirm, children, danger, loading }: Given) {
  const { t } = useTranslation();
  return (
    <Popconfirm
      title={question}
      onConfirm={onConfirm}
      okText={t('write.yes')}
      cancelText={t('action.cancel')}
    >
      <Button size="small" {...(danger && { danger })} {...(loading !== undefined && { loading })}>
        {children}
      </Button>
    </Popconfirm>
  );
}
