import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Space, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schema } from '../../client/client';
import { Failed } from '../../showing/failed';
import { Instant } from '../../showing/instant';
import { NewUser } from './new-user';
import { UserDrawer } from './user-drawer';

export type User = Schema<'UserItem'>;

/** Everybody with an account, the newest first. */
export function UsersPage() {
  const { t } = useTranslation();
  const [openId, setOpenId] = useState<string | null>(null);
  const [isMaking, setMaking] = useState(false);
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: ['users', 'list'],
      queryFn: ({ pageParam }) =>
        answerOf(api.GET('/v1/users', { params: { query: pageParam ? { cursor: pageParam } : {} } })),
      initialPageParam: '',
      getNextPageParam: ({ next }) => next ?? undefined,
    });
  if (error && !data) return <Failed error={error} retry={refetch} />;
  const users = data?.pages.flatMap(({ items }) => items) ?? [];
  const open = users.find(({ id }) => id === openId);
  return (
    <section className="stack">
      <Button type="primary" onClick={() => setMaking(true)}>
        {t('users.new')}
      </Button>
      <Table<User>
        rowKey="id"
        size="small"
        loading={isPending}
        dataSource={users}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty description={t('users.none')} /> }}
        columns={[
          { title: t('users.name'), dataIndex: 'displayName' },
          { title: t('users.login'), dataIndex: 'login' },
          { title: t('users.roles'), render: (_, user) => <Roles user={user} /> },
          {
            title: t('users.made'),
            dataIndex: 'createdAt',
            render: (at: string) => <Instant at={at} />,
          },
          {
            title: t('users.standing'),
            dataIndex: 'disabledAt',
            render: (at: string | null) =>
              at === null ? <Tag color="green">{t('users.active')}</Tag> : <Tag>{t('users.disabled')}</Tag>,
          },
          {
            render: (_, { id }) => (
              <Button size="small" onClick={() => setOpenId(id)}>
                {t('users.manage')}
              </Button>
            ),
          },
        ]}
      />
      {hasNextPage && (
        <Button block onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('cases.more')}
        </Button>
      )}
      {open && <UserDrawer user={open} onClose={() => setOpenId(null)} />}
      {isMaking && <NewUser onClose={() => setMaking(false)} />}
    </section>
  );
}

function Roles({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  return (
    <Space wrap size={4}>
      {user.roles.map((role) => (
        <Tag key={role} color="blue">
          {t(`role.${role}`)}
        </Tag>
      ))}
      {user.pendingRoles.map(({ role }) => (
        <Tag key={role} color="gold">
          {t('users.pending', { role: t(`role.${role}`) })}
        </Tag>
      ))}
    </Space>
  );
}
