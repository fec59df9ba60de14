import { Global, Module } from '@nestjs/common';
import { BrowserSession } from './browser-session';

/** What the guard and the doors of sign-in share. */
@Global()
@Module({ providers: [BrowserSession], exports: [BrowserSession] })
export class AccessModule {}
