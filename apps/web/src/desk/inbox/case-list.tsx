import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Result, Skeleton } from 'antd';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../client/client';
import { messageOf } from '../../showing/message-of';
import { useKeys } from '../keys';
import { CaseRow } from './case-row';

const PAGE = 50;

interface Shown {
  readonly open: string | null;
  readonly onOpen: (number: string) => void;
}

/** The cases of a view, further ones as one comes to the end. */
export function CaseList({ view, open, onOpen }: Shown & { readonly view: string }) {
  const { t } = useTranslation();
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: ['cases', 'view', view],
      queryFn: ({ pageParam }) =>
        answerOf(
          api.GET('/v1/views/{id}/cases', {
            params: { path: { id: view }, query: { limit: PAGE, ...(pageParam && { cursor: pageParam }) } },
          }),
        ),
      initialPageParam: '',
      getNextPageParam: ({ next }) => next ?? undefined,
    });
  const rows = data?.pages.flatMap(({ items }) => items) ?? [];
  const step = (by: number): void => {
    const at = rows.findIndex(({ number }) => number === open);
    const next = rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    if (next) onOpen(next.number);
  };
  useKeys({ j: () => step(1), k: () => step(-1) });
  const end = useWhenSeen(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  });

  if (isPending) return <Skeleton active paragraph={{ rows: 10 }} title={false} className="pad" />;
  if (error && !data)
    return (
      <Result
        status="warning"
        title={messageOf(error)}
        extra={<Button onClick={() => void refetch()}>{t('error.retry')}</Button>}
      />
    );
  if (rows.length === 0) return <Empty description={t('inbox.empty')} className="pad" />;
  return (
    <ul className="case-list">
      {rows.map((row) => (
        <CaseRow key={row.number} row={row} isOpen={row.number === open} onOpen={onOpen} />
      ))}
      <li ref={end} aria-hidden>
        {isFetchingNextPage && <Skeleton active paragraph={{ rows: 2 }} title={false} />}
      </li>
    </ul>
  );
}

function useWhenSeen(then: () => void) {
  const latest = useRef(then);
  useEffect(() => {
    latest.current = then;
  });
  const element = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!element.current) return undefined;
    const watcher = new IntersectionObserver(([seen]) => {
      if (seen?.isIntersecting) latest.current();
    });
    watcher.observe(element.current);
    return () => watcher.disconnect();
  });
  return element;
}
