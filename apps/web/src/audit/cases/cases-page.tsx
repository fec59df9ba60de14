import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Form, Input, Select, Space, Table, type TableProps } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { answerOf, api, type Schema } from '../../client/client';
import { said } from '../../language/language';
import { Failed } from '../../showing/failed';
import { Instant } from '../../showing/instant';
import { PersonName } from '../../showing/person-name';
import { STATES, StateTag, type CaseState } from '../../showing/state-tag';

type Row = Schema<'StaffCaseRow'>;

/** Every case, the newest first, open and closed: where a replay begins. */
export function CasesPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const columns = useColumns();
  const state = STATES.find((each) => each === search.get('state'));
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: ['cases', 'all', state ?? ''],
      queryFn: async ({ pageParam }) => {
        const query = { ...(state && { state }), ...(pageParam && { cursor: pageParam }) };
        return answerOf(api.GET('/v1/cases', { params: { query } }));
      },
      initialPageParam: '',
      getNextPageParam: ({ next }) => next ?? undefined,
    });
  if (error && !data) return <Failed error={error} retry={refetch} />;
  const rows = data?.pages.flatMap(({ items }) => items.filter((item): item is Row => 'state' in item)) ?? [];
  return (
    <section className="stack">
      <Space wrap>
        <Select<CaseState | ''>
          value={state ?? ''}
          className="filter"
          aria-label={t('cases.state')}
          onChange={(to) => setSearch(to === '' ? {} : { state: to })}
          options={[
            { value: '' as const, label: t('cases.any') },
            ...STATES.map((value) => ({ value, label: t(`state.${value}`) })),
          ]}
        />
        <Form<{ number: string }>
          layout="inline"
          onFinish={({ number }) => void navigate(`/audit/cases/${number.trim()}`)}
        >
          <Form.Item name="number" rules={[{ required: true, whitespace: true, message: '' }]}>
            <Input placeholder={t('cases.goTo')} aria-label={t('cases.goTo')} />
          </Form.Item>
          <Button htmlType="submit">{t('cases.open')}</Button>
        </Form>
      </Space>
      <Table<Row>
        rowKey="number"
        size="small"
        loading={isPending}
        dataSource={rows}
        columns={columns}
        pagination={false}
        scroll={{ x: 'max-content' }}
        locale={{ emptyText: <Empty description={t('cases.none')} /> }}
      />
      {hasNextPage && (
        <Button block onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('cases.more')}
        </Button>
      )}
    </section>
  );
}

function useColumns(): NonNullable<TableProps<Row>['columns']> {
  const { t } = useTranslation();
  return [
    {
      title: t('cases.number'),
      dataIndex: 'number',
      render: (number: string) => <Link to={`/audit/cases/${number}`}>{number}</Link>,
    },
    { title: t('cases.merchant'), dataIndex: 'merchantName' },
    {
      title: t('cases.state'),
      dataIndex: 'state',
      render: (state: CaseState) => <StateTag state={state} />,
    },
    {
      title: t('cases.reason'),
      dataIndex: 'reason',
      render: (reason: Row['reason']) => (reason ? said(reason.title) : t('case.noReason')),
    },
    {
      title: t('cases.owner'),
      dataIndex: 'ownerId',
      render: (id: string | null) => (id === null ? t('case.noOwner') : <PersonName id={id} />),
    },
    { title: t('cases.opened'), dataIndex: 'openedAt', render: (at: string) => <Instant at={at} /> },
    {
      title: t('cases.closed'),
      dataIndex: 'closedAt',
      render: (at: string | null) => (at === null ? '–' : <Instant at={at} />),
    },
  ];
}
