import { Button, Form, Input, Modal, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../client/client';
import { useWrite } from '../../showing/use-write';
import { CALENDARS } from './calendars';

/** Arrangements as they are published, ICS or JSON: all years of the file, or none. */
export function HolidayFile() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const [file, setFile] = useState<File | null>(null);
  const [form] = Form.useForm<{ reason: string }>();
  const load = useWrite(({ reason }: { reason: string }) => {
    const body = new FormData();
    body.append('reason', reason.trim());
    if (file) body.append('file', file);
    return answerOf(
      api.POST('/v1/calendars/holidays/imports', { body: body as never, bodySerializer: () => body }),
    );
  }, CALENDARS);
  const close = (): void => {
    setOpen(false);
    setFile(null);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('calendar.file')}</Button>
      <Modal
        open={isOpen}
        destroyOnHidden
        title={t('calendar.file')}
        onCancel={close}
        onOk={() => form.submit()}
        okText={t('calendar.load')}
        cancelText={t('action.cancel')}
        okButtonProps={{ disabled: file === null, loading: load.isPending }}
      >
        <p>{t('calendar.fileWhat')}</p>
        <Form<{ reason: string }>
          form={form}
          layout="vertical"
          requiredMark={false}
          onFinish={(given) => load.mutate(given, { onSuccess: close })}
        >
          <Form.Item
            name="reason"
            label={t('calendar.reason')}
            rules={[{ required: true, whitespace: true, message: t('calendar.needReason') }]}
          >
            <Input />
          </Form.Item>
          <Upload
            accept=".ics,.json"
            maxCount={1}
            beforeUpload={(chosen) => {
              setFile(chosen);
              return false;
            }}
            onRemove={() => setFile(null)}
          >
            <Button>{t('calendar.choose')}</Button>
          </Upload>
        </Form>
      </Modal>
    </>
  );
}
