import type { Tx } from '@thaw/platform';
import type { Device } from './device.entity';
import { invalidRequest } from './invalid-request';
import type { Terminal } from './terminal.entity';

/**
 * When a binding began. One device after the other: one that is told late may not reach into one that has ended.
 * @throws DomainError INVALID_REQUEST
 */
export async function checkBoundAt(
  tx: Tx,
  { terminal, device }: { readonly terminal: Terminal; readonly device: Device },
  told: Date | undefined,
  now: Date,
): Promise<Date> {
  if (told === undefined) return now;
  if (told > now) {
    throw invalidRequest(
      'boundAt',
      '绑定时间不能晚于现在：请填写设备投入使用的时间，或去掉它。',
      'This is in the future: give when the device was put to work, or leave it out.',
    );
  }
  const [ended] = await tx.query<{ at: Date | null }[]>(
    'SELECT max(unbound_at) AS at FROM device_binding WHERE terminal_id = $1 OR device_id = $2',
    [terminal.id, device.id],
  );
  if (ended?.at && told < ended.at) {
    throw invalidRequest(
      'boundAt',
      '该终端或设备的上一次绑定此时尚未结束：请填写更晚的时间。',
      'An earlier binding of this terminal or device had not ended by then: give a later time.',
    );
  }
  return told;
}

/** One set of five items: what is told must be what the registry says. @throws DomainError INVALID_REQUEST */
export function agreed(field: string, told: string | undefined, registered: string): string {
  if (told === undefined || told === registered) return registered;
  throw invalidRequest(
    field,
    `与商户登记的 ${registered} 不一致：请更正，或先变更商户登记。`,
    `The merchant is registered with ${registered}: correct it, or change the registration first.`,
  );
}
