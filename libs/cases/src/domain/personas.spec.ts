import type { Actor, Role } from '@thaw/kernel';
import { personaHolding } from './personas';

const person = (...roles: Role[]): Actor => ({
  kind: 'user',
  userId: 'u',
  displayName: 'u',
  roles,
  merchantId: null,
});

it('is the persona of the role that holds the permission, wherever it stands among the roles', () => {
  expect(personaHolding(person('reviewer', 'agent'), 'scan.start')).toBe('agent');
  expect(personaHolding(person('admin', 'supervisor'), 'history.import')).toBe('supervisor');
  expect(personaHolding(person('reviewer', 'admin'), 'scan.start')).toBeNull();
});

it('of a machine is what its scopes allow, and of a part of Thaw none', () => {
  const machine = (scope: 'transaction:append' | 'notice:open'): Actor => ({
    kind: 'machine',
    keyId: 'k',
    displayName: 'k',
    scopes: [scope],
  });
  expect(personaHolding(machine('transaction:append'), 'history.import')).toBe('machine');
  expect(personaHolding(machine('notice:open'), 'history.import')).toBeNull();
  expect(personaHolding({ kind: 'system', part: 'worker' }, 'scan.start')).toBeNull();
});
