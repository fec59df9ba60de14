import { Tooltip } from 'antd';
import { inDeskZone, inReadersZone, relative } from './instants';
import { useNow } from './now';

/** An instant in the desk's zone; the reader's own on hover. */
export function Instant({ at, asDistance = false }: { readonly at: string; readonly asDistance?: boolean }) {
  const now = useNow(asDistance);
  return (
    <Tooltip title={asDistance ? `${inDeskZone(at)} · ${inReadersZone(at)}` : inReadersZone(at)}>
      <time dateTime={at} className="instant">
        {asDistance ? relative(at, now) : inDeskZone(at)}
      </time>
    </Tooltip>
  );
}
