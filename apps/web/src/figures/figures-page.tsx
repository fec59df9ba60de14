import { useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Segmented, Skeleton, Space, Typography } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { answerOf, api } from '../client/client';
import { deskNow } from '../showing/desk';
import { Failed } from '../showing/failed';
import { FigureCard } from './figure-card';

const BY = ['all', 'queue', 'reason', 'sla_class'] as const;
type By = (typeof BY)[number];
const DAY = 'YYYY-MM-DD';

/** What the desk's work came to in a period: each figure with its definition, as a file too. */
export function FiguresPage() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const now = dayjs(deskNow());
  const asked = {
    from: search.get('from') ?? now.startOf('month').format(DAY),
    to: search.get('to') ?? now.format(DAY),
    by: BY.find((each) => each === search.get('by')) ?? 'all',
  };
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['figures', asked.from, asked.to, asked.by],
    queryFn: () => answerOf(api.GET('/v1/figures', { params: { query: asked } })),
  });
  const ask = (change: Partial<typeof asked>): void => setSearch({ ...asked, ...change });
  const period = (days: readonly (Dayjs | null)[] | null): void => {
    const [from, to] = days ?? [];
    if (from && to) ask({ from: from.format(DAY), to: to.format(DAY) });
  };
  return (
    <div className="page wide-page stack">
      <Typography.Title level={1} className="case-title">
        {t('room.figures')}
      </Typography.Title>
      <Space wrap>
        <DatePicker.RangePicker
          allowClear={false}
          value={[dayjs(asked.from), dayjs(asked.to)]}
          onChange={period}
          aria-label={t('figures.period')}
        />
        <Segmented<By>
          value={asked.by}
          aria-label={t('figures.by')}
          onChange={(by) => ask({ by })}
          options={BY.map((value) => ({ value, label: t(`figures.by.${value}`) }))}
        />
        <Button href={`/v1/figures/file?${new URLSearchParams(asked).toString()}`} download>
          {t('figures.file')}
        </Button>
      </Space>
      {error && !data && <Failed error={error} retry={refetch} />}
      {isPending && <Skeleton active paragraph={{ rows: 8 }} />}
      <div className="figures">
        {data?.figures.map((figure) => (
          <FigureCard key={figure.code} figure={figure} />
        ))}
      </div>
    </div>
  );
}
