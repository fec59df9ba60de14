import { Module } from '@nestjs/common';
import { ApiKeysController } from './api-keys.controller';
import { ColleaguesController } from './colleagues.controller';
import { MeController } from './me.controller';
import { NewSession } from './new-session';
import { SecondFactorController } from './second-factor.controller';
import { SessionsController } from './sessions.controller';
import { UserSessionsController } from './user-sessions.controller';
import { UsersController } from './users.controller';

@Module({
  controllers: [
    SessionsController,
    MeController,
    ColleaguesController,
    SecondFactorController,
    UsersController,
    UserSessionsController,
    ApiKeysController,
  ],
  providers: [NewSession],
})
export class IdentityApiModule {}
