import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { MajorEventFacts } from '../domain';
import { MajorEvent } from '../entities';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class MajorEventFactsQuery implements FactsReader<MajorEventFacts> {
  async read({ tx, freezeCase: { id } }: FactsAbout): Promise<MajorEventFacts> {
    return { openMajorEvent: await tx.findOneBy(MajorEvent, { caseId: id, reportedAt: IsNull() }) };
  }
}
