import { Tooltip } from 'antd';
import { useTranslation } from 'react-i18next';
import { dueInDeskZone, inReadersZone, relative } from './instants';
import { useNow } from './now';

const SOON_MS = 24 * 3_600_000;

/** A deadline, by how near it is. */
export function Due({ at, isPaused = false }: { readonly at: string; readonly isPaused?: boolean }) {
  const { t } = useTranslation();
  const now = useNow();
  const left = new Date(at).getTime() - now;
  const urgency = isPaused ? 'paused' : left < 0 ? 'late' : left < SOON_MS ? 'soon' : 'ok';
  return (
    <Tooltip title={`${dueInDeskZone(at)} · ${inReadersZone(at)}`}>
      <time dateTime={at} className={`due due-${urgency}`}>
        {isPaused
          ? t('clock.paused')
          : left < 0
            ? t('clock.late', { when: relative(at, now) })
            : relative(at, now)}
      </time>
    </Tooltip>
  );
}
