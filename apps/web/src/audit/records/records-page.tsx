import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Empty, Form, Input, Select, Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { answerOf, api, type Schema } from '../../client/client';
import { ActorName } from '../../showing/actor-name';
import { Failed } from '../../showing/failed';
import { Instant } from '../../showing/instant';
import type { Entry } from '../replay/changes-of';
import { RecordProof } from './record-proof';

type Item = Schema<'AuditRecordItem'>;
type Kind = Entry['kind'];

interface Row extends Item {
  readonly said: Entry;
}

const KINDS: readonly Kind[] = ['change', 'read', 'refusal', 'note'];

interface Filter {
  readonly kind?: Kind;
  readonly actor?: string;
  readonly subject?: string;
}

/** Changes, looks and refusals of the whole desk, the newest first. */
export function RecordsPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const kind = KINDS.find((each) => each === search.get('kind'));
  const [actor, subject] = [search.get('actor') ?? '', search.get('subject') ?? ''];
  const filter: Filter = { ...(kind && { kind }), ...(actor && { actor }), ...(subject && { subject }) };
  const { data, error, isPending, hasNextPage, isFetchingNextPage, fetchNextPage, refetch } =
    useInfiniteQuery({
      queryKey: ['audit', 'records', filter],
      queryFn: ({ pageParam }) =>
        answerOf(
          api.GET('/v1/audit/records', {
            params: { query: { ...filter, ...(pageParam && { cursor: pageParam }) } },
          }),
        ),
      initialPageParam: '',
      getNextPageParam: ({ next }) => next ?? undefined,
    });
  const rows = data?.pages.flatMap(({ items }) =>
    items.map((item): Row => ({ ...item, said: JSON.parse(item.entry) as Entry })),
  );
  const ask = (given: Partial<Record<keyof Filter, string>>): void =>
    setSearch(
      Object.fromEntries(
        Object.entries(given)
          .map(([name, value]) => [name, value.trim()] as const)
          .filter(([, value]) => value !== ''),
      ),
    );
  return (
    <section className="stack">
      <Form
        layout="inline"
        initialValues={{ kind: kind ?? '', actor, subject }}
        onFinish={(given: Partial<Record<keyof Filter, string>>) => ask(given)}
        className="filters"
      >
        <Form.Item name="kind">
          <Select
            className="filter"
            aria-label={t('records.kind')}
            options={[
              { value: '', label: t('cases.any') },
              ...KINDS.map((value) => ({ value, label: t(`records.kind.${value}`) })),
            ]}
          />
        </Form.Item>
        <Form.Item name="actor">
          <Input placeholder={t('records.actorHint')} aria-label={t('records.actor')} allowClear />
        </Form.Item>
        <Form.Item name="subject">
          <Input placeholder={t('records.subjectHint')} aria-label={t('records.subject')} allowClear />
        </Form.Item>
        <Button htmlType="submit" type="primary">
          {t('records.find')}
        </Button>
      </Form>
      {error && !data ? (
        <Failed error={error} retry={refetch} />
      ) : (
        <Table<Row>
          rowKey="seq"
          size="small"
          loading={isPending}
          dataSource={rows ?? []}
          pagination={false}
          scroll={{ x: 'max-content' }}
          locale={{ emptyText: <Empty description={t('records.none')} /> }}
          expandable={{ expandedRowRender: (row) => <RecordProof seq={row.seq} /> }}
          columns={[
            { title: t('records.seq'), dataIndex: 'seq', align: 'right' },
            { title: t('records.at'), render: (_, { said }) => <Instant at={said.at} /> },
            { title: t('records.kind'), render: (_, { said }) => t(`records.kind.${said.kind}`) },
            { title: t('records.what'), render: (_, { said }) => <code>{said.action}</code> },
            { title: t('records.subject'), render: (_, { said }) => <code>{said.subject}</code> },
            { title: t('records.actor'), render: (_, { said }) => <ActorName actor={said.actor} /> },
          ]}
        />
      )}
      {hasNextPage && (
        <Button block onClick={() => void fetchNextPage()} loading={isFetchingNextPage}>
          {t('cases.more')}
        </Button>
      )}
    </section>
  );
}
