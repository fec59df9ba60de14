import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { MacrosController } from './macros.controller';
import { MacroPlaysController } from './macro-plays.controller';
import { ReplyTemplatesController } from './reply-templates.controller';

@Module({
  imports: [CasesModule],
  controllers: [ReplyTemplatesController, MacrosController, MacroPlaysController],
})
export class RepliesApiModule {}
