/** Identity: who may knock – persons with passwords, roles and sessions, and machine clients with API keys. */
export * from './account-event.entity';
export { AccountEvents } from './account-events.service';
export * from './account-mail.entity';
export { AccountMails, accountMailToSend, accountMailWasSent } from './account-mails.service';
export * from './api-key.entity';
export * from './api-keys.service';
export * from './authenticator.service';
export * from './code-failure.entity';
export { triedOwners } from './code-failures.service';
export { GUESSES_ALLOWED, GUESS_WINDOW_MS } from './guess-limits';
export * from './identity.module';
export { takeFactorAway } from './lost-factor';
export * from './open-sessions.service';
export { PasswordChanges } from './password-changes.service';
export * from './role-grants.service';
export * from './second-factor.entity';
export { SecondFactors } from './second-factors.service';
export * from './session.entity';
export * from './sessions.service';
export * from './sign-in-code.entity';
export * from './sign-in-codes.service';
export * from './sign-in-guess.entity';
export type { SignInOrigin } from './sign-in-origin';
export { SignInThrottle } from './sign-in-throttle';
export { FLOW_SECONDS } from './sso/sso-flow';
export * from './sso/sso-identity.entity';
export { SsoLinks } from './sso/sso-links.service';
export { SsoLogouts } from './sso/sso-logouts.service';
export { SsoSignIns } from './sso/sso-sign-ins.service';
export * from './user-role.entity';
export * from './user.entity';
export {
  colleagues,
  readersOf,
  staffInEffect,
  type Colleague,
  userView,
  usersIn,
  usersWho,
  type UserView,
} from './users.query';
export * from './users.service';
