import type { Actor } from '@thaw/kernel';
import type { Persona } from '@thaw/cases/domain';
import { IDS } from './case-ids';

/** The merchant of every case that a factory makes. */
export const MERCHANT_ID = '00000000-0000-4000-8000-000000000002';

/** Someone who acts as this persona and nothing else. */
export function actorAs(persona: Persona, userId: string = IDS.agent): Actor {
  switch (persona) {
    case 'machine':
      return { kind: 'machine', keyId: 'k', displayName: 'risk engine', scopes: ['notice:open'] };
    case 'clock':
    case 'gateway':
      return { kind: 'system', part: persona };
    default:
      return {
        kind: 'user',
        userId,
        displayName: persona,
        roles: [persona],
        merchantId: persona === 'merchant' ? MERCHANT_ID : null,
      };
  }
}
