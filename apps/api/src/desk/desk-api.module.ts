import { Module } from '@nestjs/common';
import { CasesModule } from '@thaw/cases';
import { DeskModule } from '@thaw/desk';
import { SlaModule } from '@thaw/sla';
import { AbsencesController } from './absences.controller';
import { MembersController } from './members.controller';
import { QueuesController } from './queues.controller';

@Module({
  imports: [CasesModule, DeskModule, SlaModule],
  controllers: [QueuesController, MembersController, AbsencesController],
})
export class DeskApiModule {}
