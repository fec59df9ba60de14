import { Injectable } from '@nestjs/common';
import { MeasuresService } from '@thaw/registry';
import { DISMISSIBLE, type DismissalFacts, type OtherCase } from '../domain';
import type { FactsAbout, FactsReader } from './facts-reader';

@Injectable()
export class DismissalFactsQuery implements FactsReader<DismissalFacts> {
  constructor(private readonly measures: MeasuresService) {}

  async read({ tx, freezeCase: { id, terminalId, merchantId, state } }: FactsAbout): Promise<DismissalFacts> {
    if (!DISMISSIBLE.includes(state)) return NOT_DISMISSIBLE;
    const bound = await this.measures.measuresInForce(tx, terminalId);
    const [commands] = await tx.query<{ open: number }[]>(
      `SELECT count(*)::int AS open FROM gateway_command WHERE case_id = $1 AND state IN ('pending', 'sent')`,
      [id],
    );
    return {
      sameMachine: await tx.query<OtherCase[]>(
        `SELECT c.id, c.number, CASE WHEN EXISTS (SELECT FROM appeal a WHERE a.case_id = c.id AND a.decided_at IS NULL)
           THEN 'appealing' ELSE c.state END AS state
         FROM freeze_case c
         WHERE c.merchant_id = $1 AND c.state <> 'closed' AND c.id <> $2
           AND EXISTS (SELECT FROM device_binding mine JOIN device_binding theirs ON theirs.device_id = mine.device_id
                       WHERE mine.terminal_id = $3 AND theirs.terminal_id = c.terminal_id)
         ORDER BY c.number`,
        [merchantId, id, terminalId],
      ),
      boundByOthers: bound.some(({ caseId }) => caseId !== id),
      commandsUnderWay: commands?.open ?? 0,
      knownMeasures: bound.map(({ id: own, knownAs }) => knownAs ?? own),
      terminalWord: null,
    };
  }
}

const NOT_DISMISSIBLE: DismissalFacts = {
  sameMachine: [],
  boundByOthers: false,
  commandsUnderWay: 0,
  knownMeasures: [],
  terminalWord: null,
};
