import { Module } from '@nestjs/common';
import { ApiKeysController } from './api-keys.controller';
import { ColleaguesController } from './colleagues.controller';
import { MeController } from './me.controller';
import { NewSession } from './new-session';
import { PasswordPageController } from './password-page.controller';
import { PasswordsController } from './passwords.controller';
import { SecondFactorController } from './second-factor.controller';
import { SessionsController } from './sessions.controller';
import { SsoController } from './sso.controller';
import { UserSessionsController } from './user-sessions.controller';
import { UsersController } from './users.controller';

@Module({
  controllers: [
    SessionsController,
    SsoController,
    MeController,
    ColleaguesController,
    PasswordsController,
    PasswordPageController,
    SecondFactorController,
    UsersController,
    UserSessionsController,
    ApiKeysController,
  ],
  providers: [NewSession],
})
export class IdentityApiModule {}
