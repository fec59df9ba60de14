import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Alert, Badge, Button, Empty, Skeleton, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api } from '../client/client';
import { said } from '../language/language';
import { useMe } from '../session/session';
import { Instant } from '../showing/instant';
import { messageOf } from '../showing/message-of';

/** What somebody was told, the newest first; each leads to its case. */
export function NotificationsPage() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const room = useMe().roles.includes('merchant') ? 'portal' : 'desk';
  const inbox = useInfiniteQuery({
    queryKey: ['notifications', 'list'],
    queryFn: ({ pageParam }) =>
      answerOf(api.GET('/v1/notifications', { params: { query: pageParam ? { cursor: pageParam } : {} } })),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  const readAll = useMutation({
    mutationFn: (through: string) => answerOf(api.POST('/v1/notifications/read-all', { body: { through } })),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['notifications'] }),
  });
  if (inbox.isPending) return <Skeleton active className="page" />;
  if (inbox.error) return <Alert type="warning" showIcon title={messageOf(inbox.error)} className="page" />;
  const items = inbox.data.pages.flatMap((page) => page.items);
  const newest = items[0];
  return (
    <div className="page portal">
      <div className="case-row-line">
        <Typography.Title level={1}>{t('frame.inboxShort')}</Typography.Title>
        {newest && items.some(({ readAt }) => readAt === null) && (
          <Button onClick={() => readAll.mutate(newest.id)} loading={readAll.isPending}>
            {t('notifications.readAll')}
          </Button>
        )}
      </div>
      {items.length === 0 && <Empty description={t('notifications.none')} />}
      <ul className="plain stack">
        {items.map(({ id, title, template, caseNumber, createdAt, readAt }) => (
          <li key={id} className="notification">
            <Badge dot={readAt === null} offset={[8, 4]}>
              {typeof caseNumber === 'string' ? (
                <Link to={`/${room}/cases/${caseNumber}`}>{title ? said(title) : template}</Link>
              ) : (
                <span>{title ? said(title) : template}</span>
              )}
            </Badge>
            <div className="secondary small">
              <Instant at={createdAt} />
            </div>
          </li>
        ))}
      </ul>
      {inbox.hasNextPage && (
        <Button block onClick={() => void inbox.fetchNextPage()} loading={inbox.isFetchingNextPage}>
          {t('search.more')}
        </Button>
      )}
    </div>
  );
}
