import { Tooltip } from 'antd';
import { dueInDeskZone, inDeskZone, inReadersZone, relative } from './instants';
import { useNow } from './now';

interface Shown {
  readonly at: string;
  readonly asDistance?: boolean;
  /** Something must have been done by then. */
  readonly isDue?: boolean;
}

/** An instant in the desk's zone; the reader's own on hover. */
export function Instant({ at, asDistance = false, isDue = false }: Shown) {
  const now = useNow(asDistance);
  const inDesk = isDue ? dueInDeskZone(at) : inDeskZone(at);
  return (
    <Tooltip title={asDistance ? `${inDesk} · ${inReadersZone(at)}` : inReadersZone(at)}>
      <time dateTime={at} className="instant">
        {asDistance ? relative(at, now) : inDesk}
      </time>
    </Tooltip>
  );
}
