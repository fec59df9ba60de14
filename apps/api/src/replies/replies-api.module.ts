import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { ReplyTemplatesController } from './reply-templates.controller';

@Module({ imports: [CasesModule], controllers: [ReplyTemplatesController] })
export class RepliesApiModule {}
