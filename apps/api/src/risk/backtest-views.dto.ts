import { ApiProperty } from '@nestjs/swagger';
import { BACKTEST_STATES, type Backtest, type BacktestState, type BacktestView } from '@thaw/risk';

export class BacktestSetItem {
  @ApiProperty({ type: String })
  readonly name: string;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Number of the rule set that it begins with' })
  readonly ruleSet: number | null;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'object' },
    description: 'By rule code: version, enabled, weight and every parameter',
  })
  readonly rules: object;
}

export class BacktestItem {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ enum: BACKTEST_STATES })
  readonly state: BacktestState;

  @ApiProperty({ type: [BacktestSetItem] })
  readonly sets: readonly BacktestSetItem[];

  @ApiProperty({ type: String, description: 'SHA-256 of the sets, in hex' })
  readonly setsDigest: string;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { kind: 'sample', percent: 10, seed: 7 },
  })
  readonly scope: object;

  @ApiProperty({ type: 'integer', nullable: true, description: 'null until the terminals are chosen' })
  readonly terminalsTotal: number | null;

  @ApiProperty({ type: 'integer' })
  readonly terminalsDone: number;

  @ApiProperty({ type: 'integer' })
  readonly rowsDone: number;

  @ApiProperty({
    type: String,
    nullable: true,
    description:
      'SHA-256 over terminals, facts and histories as they were read, in hex: equal ones read the same',
  })
  readonly historiesDigest: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'INTERNAL · RULES_CHANGED: by a new build, while it ran',
  })
  readonly failure: string | null;

  @ApiProperty({ type: String })
  readonly createdBy: string;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiProperty({ type: Date, nullable: true })
  readonly finishedAt: Date | null;
}

export class BacktestPage {
  @ApiProperty({ type: [BacktestItem] })
  readonly items: readonly BacktestItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

export class RateItem {
  @ApiProperty({ type: 'integer' })
  readonly hits: number;

  @ApiProperty({ type: 'integer' })
  readonly n: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'null: too few decisions, n < 20' })
  readonly perMille: number | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Wilson interval at 95 %, per mille' })
  readonly low: number | null;

  @ApiProperty({ type: 'integer', nullable: true })
  readonly high: number | null;
}

export class JudgedItem {
  @ApiProperty({ type: 'integer', description: 'Terminals hit on which the freeze was confirmed' })
  readonly confirmed: number;

  @ApiProperty({ type: 'integer', description: 'Terminals hit on which it was found a mistake' })
  readonly unfounded: number;

  @ApiProperty({ type: RateItem, description: 'The confirmed among those hit' })
  readonly precision: RateItem;

  @ApiProperty({ type: RateItem, description: 'Those hit among the confirmed' })
  readonly recall: RateItem;
}

export class JudgedScoreItem extends JudgedItem {
  @ApiProperty({ type: 'integer', description: 'A terminal that scores so much or more is a hit' })
  readonly scoreFrom: number;
}

export class RuleHitsItem {
  @ApiProperty({ type: String, example: 'R1a' })
  readonly rule: string;

  @ApiProperty({ type: 'integer' })
  readonly weight: number;

  @ApiProperty({ type: 'integer' })
  readonly findings: number;

  @ApiProperty({ type: 'integer', description: 'With a finding' })
  readonly terminals: number;

  @ApiProperty({ type: 'integer', description: 'Distinct, in findings; of R3 and X10 their examples only' })
  readonly transactions: number;

  @ApiProperty({ type: JudgedItem })
  readonly judged: JudgedItem;
}

export class OverlapItem {
  @ApiProperty({ type: [String], example: ['R6a', 'R6b'] })
  readonly rules: readonly string[];

  @ApiProperty({ type: 'integer', description: 'In findings of both' })
  readonly transactions: number;

  @ApiProperty({ type: 'integer', description: 'Of those in findings of either' })
  readonly transactionsPerMille: number;

  @ApiProperty({ type: 'integer', description: 'With findings of both' })
  readonly terminals: number;

  @ApiProperty({ type: 'integer', description: 'Of those with findings of either' })
  readonly terminalsPerMille: number;
}

export class SetResultItem {
  @ApiProperty({ type: String })
  readonly name: string;

  @ApiProperty({ type: [RuleHitsItem] })
  readonly rules: readonly RuleHitsItem[];

  @ApiProperty({ type: 'integer', description: 'Of rules that weigh something; so the next two' })
  readonly findings: number;

  @ApiProperty({ type: 'integer' })
  readonly terminals: number;

  @ApiProperty({ type: 'integer' })
  readonly transactions: number;

  @ApiProperty({
    type: 'array',
    items: { type: 'array', items: { type: 'integer' } },
    example: [[0, 812]],
    description: 'Pairs of a score and how many terminals have it',
  })
  readonly scores: readonly (readonly [number, number])[];

  @ApiProperty({ type: [OverlapItem] })
  readonly overlaps: readonly OverlapItem[];

  @ApiProperty({ type: [JudgedScoreItem] })
  readonly judged: readonly JudgedScoreItem[];
}

export class DecidedItem {
  @ApiProperty({ type: 'integer', description: 'Terminals on which a freeze was confirmed' })
  readonly confirmed: number;

  @ApiProperty({ type: 'integer', description: 'Terminals on which it was found a mistake' })
  readonly unfounded: number;

  @ApiProperty({ type: 'integer', description: 'Both, in several cases: left out of every rate' })
  readonly mixed: number;
}

export class BacktestOutcome {
  @ApiProperty({ type: 'integer' })
  readonly terminals: number;

  @ApiProperty({ type: 'integer' })
  readonly records: number;

  @ApiProperty({ type: 'integer' })
  readonly purchases: number;

  @ApiProperty({ type: DecidedItem })
  readonly decided: DecidedItem;

  @ApiProperty({ type: [SetResultItem] })
  readonly sets: readonly SetResultItem[];
}

export class BacktestDetail extends BacktestItem {
  @ApiProperty({ type: BacktestOutcome, nullable: true, description: 'null until it is finished' })
  readonly outcome: BacktestOutcome | null;
}

export class ChangedFindingsItem {
  @ApiProperty({ type: 'integer', description: 'Only in the first of the two sets' })
  readonly gone: number;

  @ApiProperty({ type: 'integer', description: 'Only in the second' })
  readonly new: number;

  @ApiProperty({ type: 'integer' })
  readonly same: number;

  @ApiProperty({
    type: 'integer',
    description: 'Of the same key, with another span, number, sum or measured value',
  })
  readonly changed: number;
}

export class RuleChangesItem extends ChangedFindingsItem {
  @ApiProperty({ type: String, example: 'R1a' })
  readonly rule: string;
}

export class SetChangesItem extends ChangedFindingsItem {
  @ApiProperty({ type: 'integer' })
  readonly from: number;

  @ApiProperty({ type: 'integer' })
  readonly to: number;

  @ApiProperty({ type: [RuleChangesItem], description: 'The rules that the sets have differently' })
  readonly rules: readonly RuleChangesItem[];
}

export const backtestItem = (backtest: Backtest): BacktestItem => ({
  id: backtest.id,
  state: backtest.state,
  sets: backtest.sets,
  setsDigest: backtest.setsDigest,
  scope: backtest.scope,
  terminalsTotal: backtest.terminalsTotal,
  terminalsDone: backtest.terminalsDone,
  rowsDone: backtest.rowsDone,
  historiesDigest: backtest.historiesDigest,
  failure: backtest.failure,
  createdBy: backtest.createdBy,
  createdAt: backtest.createdAt,
  finishedAt: backtest.finishedAt,
});

export const backtestDetail = (backtest: BacktestView): BacktestDetail => ({
  ...backtestItem(backtest),
  outcome: backtest.outcome,
});
