import { Form, Input, Modal, Radio, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schema } from '../../client/client';
import { useWrite } from '../../showing/use-write';

type Body = Schema<'CreateUserBody'>;
export const ROLES = ['merchant', 'agent', 'supervisor', 'reviewer', 'risk_officer', 'admin'] as const;

/** Without a password they are invited later, and set one by the link. */
export function NewUser({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Body>();
  const roles = Form.useWatch('roles', { form, preserve: true }) as Body['roles'] | undefined;
  const make = useWrite(
    ({ password, merchantNo, ...body }: Body) =>
      answerOf(
        api.POST('/v1/users', {
          body: { ...body, ...(password && { password }), ...(merchantNo && { merchantNo }) },
        }),
      ),
    ['users'],
  );
  return (
    <Modal
      open
      title={t('users.new')}
      onCancel={onClose}
      onOk={() => form.submit()}
      okText={t('users.make')}
      cancelText={t('action.cancel')}
      confirmLoading={make.isPending}
    >
      <Form<Body>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ roles: ['agent'], locale: 'zh' }}
        onFinish={(given) => make.mutate(given, { onSuccess: onClose })}
      >
        <Form.Item
          name="displayName"
          label={t('users.name')}
          rules={[{ required: true, whitespace: true, message: t('users.needName') }]}
        >
          <Input />
        </Form.Item>
        <Form.Item
          name="login"
          label={t('users.login')}
          extra={t('users.loginHint')}
          rules={[{ required: true, pattern: /^[a-z0-9._@-]{3,64}$/, message: t('users.needLogin') }]}
        >
          <Input autoComplete="off" />
        </Form.Item>
        <Form.Item
          name="roles"
          label={t('users.roles')}
          extra={t('users.rolesHint')}
          rules={[{ required: true, message: t('users.needRole') }]}
        >
          <Select mode="multiple" options={ROLES.map((value) => ({ value, label: t(`role.${value}`) }))} />
        </Form.Item>
        {roles?.includes('merchant') && (
          <Form.Item
            name="merchantNo"
            label={t('users.merchantNo')}
            rules={[{ required: true, pattern: /^\d{15}$/, message: t('users.needMerchantNo') }]}
          >
            <Input inputMode="numeric" />
          </Form.Item>
        )}
        <Form.Item name="password" label={t('users.password')} extra={t('users.passwordHint')}>
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item name="locale" label={t('users.language')}>
          <Radio.Group
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
