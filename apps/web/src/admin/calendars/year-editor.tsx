import { Button, Form, Input, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../client/client';
import { language } from '../../language/language';
import { useWrite } from '../../showing/use-write';
import { CALENDARS } from './calendars';
import { kindOf, turned, weeksOf, type Announced } from './year';

interface Given {
  readonly year: number;
  readonly off: readonly string[];
  readonly makeup: readonly string[];
  readonly mayChange: boolean;
}

const MONTHS = Array.from({ length: 12 }, (_, month) => month + 1);

/** Twelve months with days off and makeup days; whoever may changes them by a click and says why. */
export function YearEditor({ year, off, makeup, mayChange }: Given) {
  const { t } = useTranslation();
  const [days, setDays] = useState<Announced>({ off: new Set(off), makeup: new Set(makeup) });
  const isChanged =
    [...days.off].sort().join() !== [...off].sort().join() ||
    [...days.makeup].sort().join() !== [...makeup].sort().join();
  const save = useWrite(
    ({ reason }: { reason: string }) =>
      answerOf(
        api.PUT('/v1/calendars/holidays/{year}', {
          params: { path: { year } },
          body: { off: [...days.off].sort(), makeup: [...days.makeup].sort(), reason: reason.trim() },
        }),
      ),
    CALENDARS,
  );
  return (
    <div className="stack">
      <Space wrap className="legend">
        {(['off', 'makeup', 'weekend'] as const).map((kind) => (
          <span key={kind}>
            <span className={`day day-${kind}`} aria-hidden>
              {' '}
            </span>{' '}
            {t(`day.${kind}`)}
          </span>
        ))}
        {mayChange && <span className="secondary">{t('calendar.click')}</span>}
      </Space>
      <div className="year">
        {MONTHS.map((month) => (
          <Month
            key={month}
            year={year}
            month={month}
            days={days}
            {...(mayChange && { onTurn: (day: string) => setDays((before) => turned(day, before)) })}
          />
        ))}
      </div>
      {mayChange && isChanged && (
        <Form<{ reason: string }>
          layout="inline"
          className="save-bar"
          onFinish={(given) => save.mutate(given)}
        >
          <Form.Item
            name="reason"
            rules={[{ required: true, whitespace: true, message: t('calendar.needReason') }]}
          >
            <Input placeholder={t('calendar.reason')} aria-label={t('calendar.reason')} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('calendar.save', { year })}
          </Button>
          <Button type="text" onClick={() => setDays({ off: new Set(off), makeup: new Set(makeup) })}>
            {t('calendar.undo')}
          </Button>
        </Form>
      )}
    </div>
  );
}

interface MonthGiven {
  readonly year: number;
  readonly month: number;
  readonly days: Announced;
  readonly onTurn?: (day: string) => void;
}

function Month({ year, month, days, onTurn }: MonthGiven) {
  const { t } = useTranslation();
  const title = new Intl.DateTimeFormat(language() === 'zh' ? 'zh-CN' : 'en', {
    month: 'long',
    timeZone: 'UTC',
  }).format(Date.UTC(year, month - 1, 1));
  return (
    <section aria-label={title}>
      <h3 className="month-title">{title}</h3>
      <div className="month">
        {weeksOf(year, month).map((day, place) => {
          if (day === null) return <span key={`before ${place}`} />;
          const kind = kindOf(day, days);
          const label = `${day} ${t(`day.${kind}`)}`;
          const number = Number(day.slice(-2));
          return onTurn ? (
            <button
              key={day}
              type="button"
              className={`day day-${kind}`}
              title={label}
              aria-label={label}
              onClick={() => onTurn(day)}
            >
              {number}
            </button>
          ) : (
            <span key={day} className={`day day-${kind}`} title={label}>
              {number}
              {kind !== 'work' && kind !== 'weekend' && <span className="sr">{t(`day.${kind}`)}</span>}
            </span>
          );
        })}
      </div>
    </section>
  );
}
