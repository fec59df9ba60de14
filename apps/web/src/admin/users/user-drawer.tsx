import { useQuery } from '@tanstack/react-query';
import { Alert, Descriptions, Drawer, Select, Skeleton, Space, Tag, Timeline, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../client/client';
import { useMe } from '../../session/session';
import { ActorName } from '../../showing/actor-name';
import { ConfirmButton } from '../../showing/confirm-button';
import { Instant } from '../../showing/instant';
import { messageOf } from '../../showing/message-of';
import { useWrite } from '../../showing/use-write';
import { ROLES } from './new-user';
import type { User } from './users-page';

type Role = User['roles'][number];

/** What an admin may do to an account, and what was done to it. */
export function UserDrawer({ user, onClose }: { readonly user: User; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const path = { id: user.id };
  const invite = useWrite(
    () => answerOf(api.POST('/v1/users/{id}/invitation', { params: { path } })),
    ['users'],
  );
  const endSessions = useWrite(
    () => answerOf(api.DELETE('/v1/users/{id}/sessions', { params: { path } })),
    ['users'],
  );
  const resetFactor = useWrite(
    () => answerOf(api.DELETE('/v1/users/{id}/second-factor', { params: { path } })),
    ['users'],
  );
  const disable = useWrite(
    () => answerOf(api.POST('/v1/users/{id}/disable', { params: { path } })),
    ['users'],
  );
  return (
    <Drawer open onClose={onClose} size={560} title={user.displayName}>
      <div className="stack">
        <Descriptions
          size="small"
          column={1}
          items={[
            { key: 'login', label: t('users.login'), children: user.login },
            { key: 'made', label: t('users.made'), children: <Instant at={user.createdAt} /> },
          ]}
        />
        <Typography.Title level={2} className="part-title">
          {t('users.roles')}
        </Typography.Title>
        <Roles user={user} />
        {user.disabledAt === null && (
          <>
            <Typography.Title level={2} className="part-title">
              {t('users.account')}
            </Typography.Title>
            <Space wrap>
              <ConfirmButton question={t('users.askInvite')} onConfirm={() => invite.mutate(undefined)}>
                {t('users.invite')}
              </ConfirmButton>
              <ConfirmButton question={t('users.askEnd')} onConfirm={() => endSessions.mutate(undefined)}>
                {t('users.endSessions')}
              </ConfirmButton>
              <ConfirmButton question={t('users.askFactor')} onConfirm={() => resetFactor.mutate(undefined)}>
                {t('users.resetFactor')}
              </ConfirmButton>
              <ConfirmButton
                danger
                question={t('users.askDisable')}
                onConfirm={() => disable.mutate(undefined)}
              >
                {t('users.disable')}
              </ConfirmButton>
            </Space>
          </>
        )}
        <Typography.Title level={2} className="part-title">
          {t('users.history')}
        </Typography.Title>
        <Events id={user.id} />
      </div>
    </Drawer>
  );
}

function Roles({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  const me = useMe();
  const grant = useWrite(
    (role: Role) =>
      answerOf(api.POST('/v1/users/{id}/roles', { params: { path: { id: user.id } }, body: { role } })),
    ['users'],
  );
  const confirm = useWrite(
    (role: Role) =>
      answerOf(api.POST('/v1/users/{id}/roles/{role}/confirm', { params: { path: { id: user.id, role } } })),
    ['users'],
  );
  const withdraw = useWrite(
    (role: Role) =>
      answerOf(api.DELETE('/v1/users/{id}/roles/{role}', { params: { path: { id: user.id, role } } })),
    ['users'],
  );
  const held = new Set([...user.roles, ...user.pendingRoles.map(({ role }) => role)]);
  return (
    <ul className="plain stack">
      {user.roles.map((role) => (
        <li key={role} className="case-row-line">
          <Tag color="blue">{t(`role.${role}`)}</Tag>
          <ConfirmButton question={t('users.askWithdraw')} onConfirm={() => withdraw.mutate(role)}>
            {t('users.withdraw')}
          </ConfirmButton>
        </li>
      ))}
      {user.pendingRoles.map(({ role, grantedBy, grantedAt }) => (
        <li key={role} className="case-row-line">
          <span>
            <Tag color="gold">{t('users.pending', { role: t(`role.${role}`) })}</Tag>{' '}
            <span className="secondary small">
              <ActorName actor={grantedBy} /> · <Instant at={grantedAt} />
            </span>
          </span>
          {grantedBy === `user:${me.id}` ? (
            <span className="secondary small">{t('users.byAnother')}</span>
          ) : (
            <ConfirmButton question={t('users.askConfirm')} onConfirm={() => confirm.mutate(role)}>
              {t('users.confirm')}
            </ConfirmButton>
          )}
        </li>
      ))}
      {user.disabledAt === null && user.merchantId === null && (
        <li>
          <Select<Role | null>
            value={null}
            className="wide"
            aria-label={t('users.grant')}
            placeholder={t('users.grant')}
            loading={grant.isPending}
            onChange={(role) => {
              if (role) grant.mutate(role);
            }}
            options={ROLES.filter((role) => role !== 'merchant' && !held.has(role)).map((value) => ({
              value,
              label: t(`role.${value}`),
            }))}
          />
        </li>
      )}
    </ul>
  );
}

function Events({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { data, error } = useQuery({
    queryKey: ['users', id, 'events'],
    queryFn: async () =>
      (await answerOf(api.GET('/v1/users/{id}/account-events', { params: { path: { id } } }))).items,
  });
  if (error) return <Alert type="warning" showIcon title={messageOf(error)} />;
  if (!data) return <Skeleton active paragraph={{ rows: 3 }} title={false} />;
  if (data.length === 0) return <p className="secondary">{t('users.noHistory')}</p>;
  return (
    <Timeline
      items={data.map(({ id: key, kind, doneBy, createdAt }) => ({
        key,
        content: (
          <>
            {t(`account.${kind}`)}
            <div className="secondary small">
              <ActorName actor={doneBy} /> · <Instant at={createdAt} />
            </div>
          </>
        ),
      }))}
    />
  );
}
