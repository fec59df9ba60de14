import { useQuery } from '@tanstack/react-query';
import { Alert, Descriptions, InputNumber, Segmented, Skeleton, Space, Tag, Typography } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schema } from '../../client/client';
import { useMay } from '../../session/session';
import { ActorName } from '../../showing/actor-name';
import { deskNow } from '../../showing/desk';
import { Failed } from '../../showing/failed';
import { Instant } from '../../showing/instant';
import { CALENDARS } from './calendars';
import { HolidayFile } from './holiday-file';
import { YearEditor } from './year-editor';

/** The days by which deadlines are reckoned: a year at a glance, and the hours of the desk. */
export function CalendarsPage() {
  const { t } = useTranslation();
  const may = useMay()('calendar.write');
  const [year, setYear] = useState(() => new Date(deskNow()).getFullYear());
  const { data, error, refetch } = useQuery({
    queryKey: CALENDARS,
    queryFn: () => answerOf(api.GET('/v1/calendars')),
  });
  if (error && !data) return <Failed error={error} retry={refetch} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />;
  const announced = data.years.find((each) => each.year === year);
  return (
    <section className="stack">
      <Space wrap>
        <Segmented
          value={year}
          onChange={setYear}
          options={data.years.map((each) => each.year)}
          aria-label={t('calendar.year')}
        />
        {may && (
          <label>
            {t('calendar.other')}{' '}
            <InputNumber
              min={2000}
              max={2099}
              value={year}
              onChange={(to) => {
                if (to !== null) setYear(to);
              }}
            />
          </label>
        )}
        {may && <HolidayFile />}
      </Space>
      {!announced && <Alert type="warning" showIcon title={t('calendar.notLoaded', { year })} />}
      {announced && (
        <p className="secondary small">
          <ActorName actor={announced.changedBy} /> · <Instant at={announced.changedAt} />
          {announced.reason !== null && ` · ${announced.reason}`}
        </p>
      )}
      <YearEditor
        key={`${year}.${announced?.revision ?? 0}`}
        year={year}
        off={announced?.off ?? []}
        makeup={announced?.makeup ?? []}
        mayChange={may}
      />
      <Hours calendars={data.calendars} zone={data.timeZone} />
    </section>
  );
}

interface HoursGiven {
  readonly calendars: Schema<'CalendarsInForce'>['calendars'];
  readonly zone: string;
}

function Hours({ calendars, zone }: HoursGiven) {
  const { t } = useTranslation();
  return (
    <>
      <Typography.Title level={2} className="part-title">
        {t('calendar.hours')} <Tag>{zone}</Tag>
      </Typography.Title>
      {calendars.length === 0 ? (
        <p className="secondary">{t('calendar.usual')}</p>
      ) : (
        <Descriptions
          size="small"
          bordered
          column={1}
          items={calendars.map(({ code, definition }) => ({
            key: code,
            label: code,
            children: <pre className="json">{JSON.stringify(definition, null, 1)}</pre>,
          }))}
        />
      )}
    </>
  );
}
