import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { LiveController } from './live.controller';
import { LiveStreams } from './live-streams';

@Module({ imports: [CasesModule], controllers: [LiveController], providers: [LiveStreams] })
export class LiveApiModule {}
