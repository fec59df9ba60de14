import type { Role } from '@thaw/kernel';
import { str } from 'envalid';
import { ConfigError } from './read-settings';
import { flag, issuerUrl, roleMap, token } from './validators';

/** What is set of the house's identity provider. */
export const OIDC_SCHEMA = {
  THAW_OIDC_ISSUER: issuerUrl({
    default: '',
    desc: 'Identity provider of the staff, by OpenID Connect: its issuer; absent: no single sign-on',
  }),
  THAW_OIDC_CLIENT_ID: token({ default: '', desc: 'What the desk is called there' }),
  THAW_OIDC_CLIENT_SECRET: token({ default: '', desc: 'What the desk is known by there' }),
  THAW_OIDC_SCOPES: str({ default: 'openid profile', desc: 'What is asked of it' }),
  THAW_OIDC_ROLES_CLAIM: str({ default: 'roles', desc: 'The claim of the ID token that roles follow from' }),
  THAW_OIDC_ROLE_MAP: roleMap({
    default: [],
    desc: 'Which of its values gives which role: value=role, separated by commas',
  }),
  THAW_OIDC_TRUST_ROLES: flag({
    default: false,
    desc: 'Whether supervisors, reviewers and risk officers are so by its word alone, without an admin who confirms it',
  }),
  THAW_OIDC_ACR: token({
    default: '',
    desc: 'How strongly people must have signed in there (acr); absent: as it sees fit',
  }),
};

export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly scopes: string;
  readonly rolesClaim: string;
  readonly roleMap: readonly (readonly [value: string, role: Role])[];
  /** Whether roles that take a second admin otherwise are in effect by the provider's word. */
  readonly trustRoles: boolean;
  /** Null: any. */
  readonly acr: string | null;
}

interface Values {
  readonly THAW_OIDC_ISSUER: string;
  readonly THAW_OIDC_CLIENT_ID: string;
  readonly THAW_OIDC_CLIENT_SECRET: string;
  readonly THAW_OIDC_SCOPES: string;
  readonly THAW_OIDC_ROLES_CLAIM: string;
  readonly THAW_OIDC_ROLE_MAP: OidcSettings['roleMap'];
  readonly THAW_OIDC_TRUST_ROLES: boolean;
  readonly THAW_OIDC_ACR: string;
  readonly THAW_PUBLIC_URL: string;
  readonly THAW_SIGN_IN_KEY: unknown;
}

type Needed = 'THAW_OIDC_CLIENT_ID' | 'THAW_OIDC_CLIENT_SECRET' | 'THAW_PUBLIC_URL' | 'THAW_SIGN_IN_KEY';

/**
 * Null where no issuer is set.
 * @throws ConfigError naming what an issuer needs beside it.
 */
export function oidcOf(values: Values, descriptionOf: (name: Needed) => string): OidcSettings | null {
  if (values.THAW_OIDC_ISSUER === '') return null;
  const isThere: { readonly [name in Needed]: boolean } = {
    THAW_OIDC_CLIENT_ID: values.THAW_OIDC_CLIENT_ID !== '',
    THAW_OIDC_CLIENT_SECRET: values.THAW_OIDC_CLIENT_SECRET !== '',
    THAW_PUBLIC_URL: values.THAW_PUBLIC_URL !== '',
    THAW_SIGN_IN_KEY: Buffer.isBuffer(values.THAW_SIGN_IN_KEY),
  };
  const missing = (Object.keys(isThere) as Needed[]).filter((name) => !isThere[name]);
  if (missing.length > 0)
    throw new ConfigError(missing.map((name) => `${name}: is missing (${descriptionOf(name)})`));
  return {
    issuer: values.THAW_OIDC_ISSUER,
    clientId: values.THAW_OIDC_CLIENT_ID,
    clientSecret: values.THAW_OIDC_CLIENT_SECRET,
    scopes: values.THAW_OIDC_SCOPES,
    rolesClaim: values.THAW_OIDC_ROLES_CLAIM,
    roleMap: values.THAW_OIDC_ROLE_MAP,
    trustRoles: values.THAW_OIDC_TRUST_ROLES,
    acr: values.THAW_OIDC_ACR || null,
  };
}
