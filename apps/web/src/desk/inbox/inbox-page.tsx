import { useQuery } from '@tanstack/react-query';
import { Button, Empty, Input, Layout, Menu, Result, Skeleton, Typography } from 'antd';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { answerOf, api, type Schema } from '../../client/client';
import { said } from '../../language/language';
import { messageOf } from '../../showing/message-of';
import { CasePane } from '../case/case-pane';
import { CaseList } from './case-list';
import { FoundCases } from './found-cases';
import { useKeys } from '../keys';
import { ShortcutSheet } from '../shortcut-sheet';

/** Where agents begin: their views with counts, the cases of one, and beside the list the case that is looked at. */
export function InboxPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const finder = useRef<{ focus: () => void }>(null);
  const views = useViews();
  const [asked, setAsked] = useState(search.get('q') ?? '');
  const [isSheetOpen, setSheet] = useState(false);
  const query = search.get('q');
  const chosen = search.get('view') ?? views.data?.[0]?.id ?? null;
  const open = search.get('case');
  const choose = (change: Readonly<Record<string, string | null>>): void =>
    setSearch((before) => {
      const next = new URLSearchParams(before);
      for (const [name, value] of Object.entries(change)) {
        if (value === null) next.delete(name);
        else next.set(name, value);
      }
      return next;
    });
  useKeys({
    '/': () => finder.current?.focus(),
    Enter: () => {
      if (open !== null) void navigate(`/desk/cases/${open}`);
    },
    Escape: () => choose({ case: null }),
    '?': () => setSheet(true),
  });

  if (views.isError)
    return (
      <Result
        status="warning"
        title={messageOf(views.error)}
        extra={<Button onClick={() => void views.refetch()}>{t('error.retry')}</Button>}
      />
    );
  return (
    <Layout className="inbox" hasSider>
      <Layout.Sider width={232} theme="light" className="inbox-views" breakpoint="lg" collapsedWidth={0}>
        <Typography.Title level={2} className="small-title">
          {t('inbox.views')}
        </Typography.Title>
        {views.data ? (
          <Menu
            mode="inline"
            selectedKeys={chosen !== null && query === null ? [chosen] : []}
            items={views.data.map((view) => ({
              key: view.id,
              label: (
                <span className="view-name">
                  <span>{said(view.name)}</span>
                  <span className="count">{countOf(view)}</span>
                </span>
              ),
            }))}
            onClick={({ key }) => choose({ view: key, q: null, case: null })}
          />
        ) : (
          <Skeleton active paragraph={{ rows: 6 }} title={false} className="pad" />
        )}
      </Layout.Sider>
      <section className="inbox-list" aria-label={t('inbox.cases')}>
        <Input.Search
          ref={finder as never}
          value={asked}
          onChange={({ target }) => setAsked(target.value)}
          onSearch={(text) => choose({ q: text.trim() === '' ? null : text.trim(), case: null })}
          placeholder={t('inbox.search')}
          allowClear
          aria-label={t('inbox.search')}
        />
        {query !== null ? (
          <FoundCases query={query} open={open} onOpen={(number) => choose({ case: number })} />
        ) : (
          chosen !== null && (
            <CaseList view={chosen} open={open} onOpen={(number) => choose({ case: number })} />
          )
        )}
      </section>
      <ShortcutSheet isOpen={isSheetOpen} onClose={() => setSheet(false)} />
      <section className="inbox-case" aria-label={t('inbox.case')}>
        {open === null ? (
          <Empty description={t('inbox.none')} className="pad" />
        ) : (
          <CasePane number={open} key={open} isBeside />
        )}
      </section>
    </Layout>
  );
}

interface CountedView extends Schema<'ViewInList'> {
  readonly count: number | null;
  readonly capped: boolean;
}

/** Counts come after the names: they take longer, and the list must not wait for them. */
function useViews() {
  const counts = useQuery({
    queryKey: ['cases', 'counts'],
    queryFn: () => answerOf(api.GET('/v1/views/counts')),
    refetchInterval: 60_000,
  });
  const views = useQuery({ queryKey: ['views'], queryFn: () => answerOf(api.GET('/v1/views')) });
  return {
    ...views,
    data: views.data?.items.map((view): CountedView => {
      const counted = counts.data?.items.find(({ id }) => id === view.id);
      return { ...view, count: counted?.count ?? null, capped: counted?.capped ?? false };
    }),
  };
}

const countOf = ({ count, capped }: CountedView): string =>
  count === null ? '' : `${count.toLocaleString()}${capped ? '+' : ''}`;
