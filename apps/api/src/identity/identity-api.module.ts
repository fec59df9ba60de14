import { Module } from '@nestjs/common';
import { ApiKeysController } from './api-keys.controller';
import { MeController } from './me.controller';
import { SessionsController } from './sessions.controller';
import { UsersController } from './users.controller';

@Module({ controllers: [SessionsController, MeController, UsersController, ApiKeysController] })
export class IdentityApiModule {}
