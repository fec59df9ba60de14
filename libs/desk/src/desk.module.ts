import { Module } from '@nestjs/common';
import { AbsencesService } from './absences.service';
import { MembersService } from './members.service';
import { QueuesQuery } from './queues.query';
import { QueuesService } from './queues.service';

const SERVICES = [QueuesQuery, QueuesService, MembersService, AbsencesService];

/** Needs the platform's Database and clock. */
@Module({ providers: SERVICES, exports: SERVICES })
export class DeskModule {}
