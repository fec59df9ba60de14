import { Global, Module, type DynamicModule } from '@nestjs/common';
import { SystemClock, type Clock } from '@thaw/kernel';
import { AccountEvents } from './account-events.service';
import { AccountMails } from './account-mails.service';
import { ApiKeysService } from './api-keys.service';
import { Authenticator } from './authenticator.service';
import { OpenSessions } from './open-sessions.service';
import { PasswordChanges } from './password-changes.service';
import { RoleGrantsService } from './role-grants.service';
import { OwnPassword } from './own-password.service';
import { SecondFactors } from './second-factors.service';
import { SessionsService } from './sessions.service';
import { SIGN_IN_CLOCK } from './sign-in-clock';
import { SignInCodes } from './sign-in-codes.service';
import { SignInThrottle } from './sign-in-throttle';
import { LogoutTokens } from './sso/logout-tokens';
import { SsoLinks } from './sso/sso-links.service';
import { SsoLogouts } from './sso/sso-logouts.service';
import { SsoProvider } from './sso/sso-provider';
import { SsoSignIns } from './sso/sso-sign-ins.service';
import { UsersService } from './users.service';

/** Needs the platform's Database. */
@Global()
@Module({})
export class IdentityModule {
  /** `signInClock` is given by tests only. */
  static with(signInClock: Clock = new SystemClock()): DynamicModule {
    const services = [
      AccountEvents,
      AccountMails,
      ApiKeysService,
      Authenticator,
      OpenSessions,
      PasswordChanges,
      RoleGrantsService,
      SecondFactors,
      SessionsService,
      SignInCodes,
      SsoLinks,
      SsoLogouts,
      SsoSignIns,
      UsersService,
    ];
    return {
      module: IdentityModule,
      providers: [
        { provide: SIGN_IN_CLOCK, useValue: signInClock },
        SignInThrottle,
        OwnPassword,
        SsoProvider,
        LogoutTokens,
        ...services,
      ],
      exports: services,
    };
  }
}
