import { systemActor, type Actor } from './actor';
import { PERMISSIONS, ROLES, SCOPES, isAllowed, type Permission, type Role, type Scope } from './permissions';

const user = (...roles: Role[]): Actor => ({
  kind: 'user',
  userId: 'u1',
  displayName: 'U',
  roles,
  merchantId: null,
});
const machine = (...scopes: Scope[]): Actor => ({ kind: 'machine', keyId: 'k1', displayName: 'M', scopes });
const doorsOf = (actor: Actor): Permission[] =>
  PERMISSIONS.filter((permission) => isAllowed(actor, permission));

describe('isAllowed', () => {
  it('opens no door to nobody, nor to the parts of the system', () => {
    expect(doorsOf(user())).toEqual([]);
    expect(doorsOf(machine())).toEqual([]);
    expect(doorsOf(systemActor('worker'))).toEqual([]);
  });

  it('gives every role its own session and every scope at least one door', () => {
    for (const role of ROLES) expect(doorsOf(user(role))).toContain('session.own');
    for (const scope of SCOPES) expect(doorsOf(machine(scope))).not.toEqual([]);
  });

  it('lets roles add up and never take away', () => {
    for (const one of ROLES) {
      for (const other of ROLES) {
        const both = new Set([...doorsOf(user(one)), ...doorsOf(user(other))]);
        expect(new Set(doorsOf(user(one, other)))).toEqual(both);
      }
    }
  });

  it('opens every door to somebody', () => {
    const opened = new Set([
      ...ROLES.flatMap((role) => doorsOf(user(role))),
      ...SCOPES.flatMap((scope) => doorsOf(machine(scope))),
    ]);
    expect([...opened].sort()).toEqual([...PERMISSIONS].sort());
  });

  // What desk.md says of the personas in so many words.
  it.each([
    [
      'admin',
      [
        'case.bulk',
        'case.search',
        'view.use',
        'view.share',
        'case.read',
        'case.act',
        'case.read_messages',
        'case.message',
        'case.linked',
        'finding.read',
        'evidence.download',
        'history.read',
        'terminal_finding.read',
        'rule_set.read',
      ],
    ],
    [
      'merchant',
      [
        'case.bulk',
        'view.use',
        'view.share',
        'case.note',
        'case.linked',
        'history.read',
        'terminal_finding.read',
        'history.import',
        'registry.write',
        'user.manage',
        'scan.start',
        'rule_set.read',
        'prevention.write',
        'calendar.read',
      ],
    ],
    [
      'reviewer',
      [
        'case.bulk',
        'case.open',
        'case.message',
        'history.import',
        'scan.start',
        'rule_set.draft',
        'registry.write',
        'prevention.write',
        'user.manage',
        'key.manage',
        'webhook.manage',
        'channel.manage',
        'calendar.write',
      ],
    ],
    [
      'risk_officer',
      [
        'case.bulk',
        'case.search',
        'view.use',
        'view.share',
        'case.read',
        'case.act',
        'finding.read',
        'history.read',
        'registry.write',
        'prevention.read',
        'prevention.write',
        'user.manage',
      ],
    ],
    [
      'agent',
      [
        'view.share',
        'rule_set.read',
        'calendar.write',
        'user.manage',
        'key.manage',
        'webhook.manage',
        'channel.manage',
        'registry.write',
        'gateway.callback',
      ],
    ],
    [
      'supervisor',
      [
        'rule_set.draft',
        'calendar.write',
        'rule_set.activate',
        'user.manage',
        'key.manage',
        'webhook.manage',
        'channel.manage',
        'gateway.callback',
      ],
    ],
  ] as const)('keeps %s from %j', (role, closed) => {
    for (const permission of closed) expect(isAllowed(user(role), permission)).toBe(false);
  });

  it('keeps machines to what their scopes name', () => {
    expect(doorsOf(machine('notice:open'))).toEqual(['case.open']);
    expect(doorsOf(machine('gateway:callback'))).toEqual(['gateway.callback']);
    expect(doorsOf(machine('transaction:append'))).not.toContain('history.read');
  });
});
