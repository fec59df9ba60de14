import type { Me } from './session';

/** The room in which somebody begins. */
export function homeOf({ roles }: Me): string {
  if (roles.includes('merchant')) return '/portal';
  if (roles.some((role) => role === 'agent' || role === 'supervisor')) return '/desk';
  if (roles.includes('reviewer')) return '/audit';
  if (roles.includes('risk_officer')) return '/risk';
  return '/admin';
}
