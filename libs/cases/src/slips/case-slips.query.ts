import { Injectable } from '@nestjs/common';
import { DomainError, isMerchantUser, type Actor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { SlipSamples, type SlipSample } from '@thaw/risk';
import { CaseRepository } from '../case.repository';

/** A recorded sample and whether it can be drawn again. */
export type SlipSampleView = Omit<SlipSample, 'caseId'> & { readonly reproduced: boolean };

/** How the sales of a case's slip requests were drawn, for staff. */
@Injectable()
export class CaseSlipSamples {
  constructor(
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly samples: SlipSamples,
  ) {}

  /** Oldest first, each drawn again. For staff only: the door refuses others, and so does this. */
  async ofCase(actor: Actor, number: string): Promise<readonly SlipSampleView[]> {
    if (isMerchantUser(actor)) throw new DomainError('FORBIDDEN');
    return this.database.asActor(actor, async (tx) => {
      const { id } = await this.cases.get(tx, number, actor);
      const samples = await this.samples.ofCase(tx, id);
      return samples.map(({ caseId: _case, ...sample }) => sample);
    });
  }
}
