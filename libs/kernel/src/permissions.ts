import type { Actor } from './actor';

/** The personas of the desk that sign in as persons. */
export const ROLES = ['merchant', 'agent', 'supervisor', 'reviewer', 'risk_officer', 'admin'] as const;
export type Role = (typeof ROLES)[number];

/** What an API key may be allowed to do. */
export const SCOPES = ['notice:open', 'transaction:append', 'registry:write', 'gateway:callback'] as const;
export type Scope = (typeof SCOPES)[number];

export const PERMISSIONS = [
  'session.own',
  'case.open',
  'case.read',
  'case.act',
  'case.read_messages',
  'case.message',
  'case.note',
  'case.linked',
  'case.search',
  'view.use',
  'view.share',
  'figures.read',
  'evidence.upload',
  'evidence.download',
  'authority.document',
  'finding.read',
  'scan.start',
  'scan.replay',
  'history.import',
  'history.read',
  'terminal_finding.read',
  'rule_set.read',
  'rule_set.draft',
  'rule_set.activate',
  'backtest.run',
  'registry.read',
  'registry.write',
  'prevention.read',
  'prevention.write',
  'notification.read',
  'live.read',
  'calendar.read',
  'calendar.write',
  'queue.read',
  'queue.write',
  'user.manage',
  'key.manage',
  'webhook.manage',
  'channel.manage',
  'gateway.callback',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Who may knock at which door. What a persona may do to a case is the lifecycle table's to say. */
const ROLE_PERMISSIONS: Record<Role, readonly Permission[]> = {
  merchant: [
    'session.own',
    'case.open',
    'case.read',
    'case.act',
    'case.search',
    'case.read_messages',
    'case.message',
    'evidence.upload',
    'evidence.download',
    'finding.read',
    'registry.read',
    'prevention.read',
    'notification.read',
    'live.read',
  ],
  agent: [
    'session.own',
    'case.open',
    'case.read',
    'case.act',
    'case.read_messages',
    'case.message',
    'case.note',
    'case.linked',
    'case.search',
    'view.use',
    'evidence.upload',
    'evidence.download',
    'finding.read',
    'scan.start',
    'history.import',
    'history.read',
    'terminal_finding.read',
    'registry.read',
    'prevention.read',
    'prevention.write',
    'calendar.read',
    'queue.read',
    'notification.read',
    'live.read',
  ],
  supervisor: [
    'session.own',
    'case.open',
    'case.read',
    'case.act',
    'case.read_messages',
    'case.message',
    'case.note',
    'case.linked',
    'case.search',
    'view.use',
    'view.share',
    'figures.read',
    'evidence.upload',
    'evidence.download',
    'finding.read',
    'scan.start',
    'scan.replay',
    'history.import',
    'history.read',
    'terminal_finding.read',
    'rule_set.read',
    'registry.read',
    'prevention.read',
    'prevention.write',
    'calendar.read',
    'queue.read',
    'notification.read',
    'live.read',
  ],
  reviewer: [
    'session.own',
    'case.read',
    'case.act',
    'case.read_messages',
    'case.note',
    'case.linked',
    'case.search',
    'view.use',
    'view.share',
    'figures.read',
    'evidence.upload',
    'evidence.download',
    'authority.document',
    'finding.read',
    'scan.replay',
    'history.read',
    'terminal_finding.read',
    'rule_set.read',
    'registry.read',
    'prevention.read',
    'calendar.read',
    'queue.read',
    'notification.read',
    'live.read',
  ],
  risk_officer: [
    'session.own',
    'terminal_finding.read',
    'rule_set.read',
    'rule_set.draft',
    'rule_set.activate',
    'backtest.run',
    'registry.read',
    'calendar.read',
    'queue.read',
    'notification.read',
    'live.read',
  ],
  admin: [
    'session.own',
    'registry.read',
    'registry.write',
    'prevention.read',
    'prevention.write',
    'calendar.read',
    'calendar.write',
    'queue.read',
    'queue.write',
    'user.manage',
    'key.manage',
    'webhook.manage',
    'channel.manage',
    'notification.read',
    'live.read',
  ],
};

const SCOPE_PERMISSIONS: Record<Scope, readonly Permission[]> = {
  'notice:open': ['case.open'],
  'transaction:append': ['history.import'],
  'registry:write': ['registry.read', 'registry.write', 'prevention.read', 'prevention.write'],
  'gateway:callback': ['gateway.callback'],
};

export const roleHolds = (role: Role, permission: Permission): boolean =>
  ROLE_PERMISSIONS[role].includes(permission);

/** Refuses by default: only what a role or a scope names is allowed. The system's own parts do not pass doors. */
export function isAllowed(actor: Actor, permission: Permission): boolean {
  switch (actor.kind) {
    case 'user':
      return actor.roles.some((role) => roleHolds(role, permission));
    case 'machine':
      return actor.scopes.some((scope) => SCOPE_PERMISSIONS[scope].includes(permission));
    case 'system':
      return false;
  }
}
