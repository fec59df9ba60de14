import { useInfiniteQuery } from '@tanstack/react-query';
import { Alert, Button, Card, Empty, Skeleton, Typography } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { answerOf, api, type Schema } from '../client/client';
import { said } from '../language/language';
import { Instant } from '../showing/instant';
import { messageOf } from '../showing/message-of';
import { MerchantStatus } from './merchant-status';

/** A merchant's terminals that are or were frozen, what is open first. */
export function MyCasesPage() {
  const { t } = useTranslation();
  const cases = useInfiniteQuery({
    queryKey: ['cases', 'mine'],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/v1/cases', { params: { query: { limit: 50, ...(pageParam && { cursor: pageParam }) } } }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  if (cases.isPending) return <Skeleton active className="page portal" />;
  if (cases.error) return <Alert type="warning" showIcon title={messageOf(cases.error)} className="page" />;
  const items = cases.data.pages
    .flatMap(({ items: page }) => page as readonly Schema<'MerchantCaseRow'>[])
    .sort((one, other) => Number(one.closedAt !== null) - Number(other.closedAt !== null));
  return (
    <div className="page portal">
      <Typography.Title level={1}>{t('portal.title')}</Typography.Title>
      <Typography.Paragraph>
        <Link to="/portal/report">{t('portal.report')}</Link>
      </Typography.Paragraph>
      {items.length === 0 && <Empty description={t('portal.none')} />}
      <ul className="plain stack">
        {items.map((item) => (
          <li key={item.number}>
            <Link to={`/portal/cases/${item.number}`} className="card-link">
              <Card size="small" hoverable>
                <div className="case-row-line">
                  <strong>{t('portal.terminal', { terminal: item.terminalNo })}</strong>
                  <MerchantStatus status={item.status} />
                </div>
                <div>{said(item.reason)}</div>
                <div className="secondary small">
                  {item.number} · <Instant at={item.openedAt} />
                </div>
              </Card>
            </Link>
          </li>
        ))}
      </ul>
      {cases.hasNextPage && (
        <Button block onClick={() => void cases.fetchNextPage()} loading={cases.isFetchingNextPage}>
          {t('search.more')}
        </Button>
      )}
    </div>
  );
}
