import { useInfiniteQuery } from '@tanstack/react-query';
import { Alert, Button, Empty, Skeleton } from 'antd';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../client/client';
import { messageOf } from '../../showing/message-of';

interface Given {
  readonly query: string;
  readonly open: string | null;
  readonly onOpen: (number: string) => void;
}

/** Cases by what is written on them. */
export function FoundCases({ query, open, onOpen }: Given) {
  const { t } = useTranslation();
  const found = useInfiniteQuery({
    queryKey: ['cases', 'search', query],
    queryFn: ({ pageParam }) =>
      answerOf(
        api.GET('/v1/search', { params: { query: { q: query, ...(pageParam && { cursor: pageParam }) } } }),
      ),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next ?? undefined,
  });
  if (found.isPending) return <Skeleton active paragraph={{ rows: 6 }} title={false} className="pad" />;
  if (found.error) return <Alert type="warning" title={messageOf(found.error)} showIcon className="pad" />;
  const hits = found.data.pages.flatMap(({ items }) => items);
  if (hits.length === 0) return <Empty description={t('search.none', { query })} className="pad" />;
  return (
    <>
      {!found.data.pages[0]?.complete && <Alert type="info" title={t('search.incomplete')} showIcon />}
      <ul className="case-list">
        {hits.map((hit) => (
          <li key={hit.number}>
            <button
              type="button"
              className={hit.number === open ? 'case-row is-open' : 'case-row'}
              onClick={() => onOpen(hit.number)}
            >
              <span className="case-row-line">
                <strong>{hit.number}</strong>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found.hasNextPage && (
        <Button block onClick={() => void found.fetchNextPage()} loading={found.isFetchingNextPage}>
          {t('search.more')}
        </Button>
      )}
    </>
  );
}
