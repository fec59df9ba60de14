import { Card, Collapse, Table } from 'antd';
import { Suspense, lazy, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useReference } from '../desk/case/reference';
import { said } from '../language/language';
import { useColleagues } from '../showing/colleagues';
import { useQueues } from '../showing/queue-name';
import { duration, shownSize, sizeOf, type Figure, type FigureRow } from './figure-value';

const Bars = lazy(async () => ({ default: (await import('../showing/bars')).Bars }));
const MOST_BARS = 12;

/** One figure: the number where there is one, bars where there are several, and all of them as a table. */
export function FigureCard({ figure }: { readonly figure: Figure }) {
  const { t } = useTranslation();
  const nameOf = useNames();
  const { rows, unit } = figure;
  const bars = useMemo(() => {
    const greatest = [...rows]
      .sort((one, other) => sizeOf(figure, other) - sizeOf(figure, one))
      .slice(0, MOST_BARS);
    return {
      names: greatest.map(nameOf),
      series: [{ name: said(figure.title), values: greatest.map((row) => sizeOf(figure, row)) }],
      shown: (size: number) => shownSize(unit, size),
    };
  }, [rows, figure, nameOf, unit]);
  const [only] = rows;
  return (
    <Card size="small" title={said(figure.title)}>
      <p className="secondary small">{said(figure.definition)}</p>
      {rows.length === 0 && <p className="secondary">{t('figures.none')}</p>}
      {rows.length === 1 && only && (
        <p className="figure">
          <strong>{shownSize(unit, sizeOf(figure, only))}</strong> <Beside row={only} unit={unit} />
        </p>
      )}
      {rows.length > 1 && (
        <>
          <Suspense fallback={null}>
            <Bars {...bars} label={said(figure.title)} />
          </Suspense>
          <Collapse
            ghost
            size="small"
            items={[
              {
                key: 'table',
                label: t('figures.table'),
                children: <Rows figure={figure} nameOf={nameOf} />,
              },
            ]}
          />
        </>
      )}
    </Card>
  );
}

function Beside({ row, unit }: { readonly row: FigureRow; readonly unit: Figure['unit'] }) {
  const { t } = useTranslation();
  if (unit === 'share' && row.of !== null)
    return <span className="secondary">{t('figures.of', { count: row.count, of: row.of })}</span>;
  if (unit === 'duration' && row.ninthTenthMs !== null)
    return <span className="secondary">{t('figures.ninth', { time: duration(row.ninthTenthMs) })}</span>;
  return null;
}

interface RowsGiven {
  readonly figure: Figure;
  readonly nameOf: (row: FigureRow) => string;
}

function Rows({ figure, nameOf }: RowsGiven) {
  const { t } = useTranslation();
  return (
    <Table
      rowKey={(row) => `${row.group ?? ''}|${row.part ?? ''}`}
      size="small"
      dataSource={figure.rows}
      pagination={{ pageSize: 20, hideOnSinglePage: true, showSizeChanger: false }}
      columns={[
        { title: t('figures.what'), render: (_, row) => nameOf(row) },
        {
          title: t('figures.number'),
          align: 'right',
          render: (_, row) => (
            <>
              {shownSize(figure.unit, sizeOf(figure, row))} <Beside row={row} unit={figure.unit} />
            </>
          ),
        },
      ]}
    />
  );
}

/** Groups and parts by what people call them; rules and items by their codes. */
function useNames(): (row: FigureRow) => string {
  const { t } = useTranslation();
  const colleagues = useColleagues();
  const queues = useQueues();
  const reference = useReference();
  return useMemo(() => {
    const groupOf = (group: string): string => {
      const known =
        queues?.find(({ code }) => code === group)?.name ??
        reference?.reasons.find(({ code }) => code === group)?.title;
      return known ? said(known) : group;
    };
    return ({ group, part }) => {
      const named =
        part === null
          ? null
          : (colleagues?.find(({ id }) => id === part)?.displayName ??
            t(`clock.kind.${part}` as 'clock.kind.triage', { defaultValue: part }));
      const of = group === 'all' ? null : group === null ? t('figures.noGroup') : groupOf(group);
      return [of, named].filter((each) => each !== null).join(' · ') || t('figures.by.all');
    };
  }, [t, colleagues, queues, reference]);
}
