import { ApiProperty } from '@nestjs/swagger';
import { RULE_SET_EVENTS, RULE_SET_STATES, type RuleSetEventType, type RuleSetState } from '@thaw/risk';
import type { ParameterUnit, RuleStanding, SettingDifference } from '@thaw/risk/rules';
import { BilingualText } from '../registry/registry-views.dto';

const STANDINGS: readonly RuleStanding[] = ['as_set', 'rule_changed', 'unreviewed'];
const FIELDS: readonly SettingDifference['field'][] = ['version', 'enabled', 'weight', 'parameter'];

export class RuleSetItem {
  @ApiProperty({ type: 'integer' })
  readonly number: number;

  @ApiProperty({ type: 'integer', description: 'Rises with every event; send it with every step' })
  readonly version: number;

  @ApiProperty({ type: String })
  readonly name: string;

  @ApiProperty({ enum: RULE_SET_STATES })
  readonly state: RuleSetState;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Number of the set it was made from' })
  readonly basedOn: number | null;

  @ApiProperty({ type: String, example: 'user:0198c0de-0000-7000-8000-000000000000' })
  readonly createdBy: string;

  @ApiProperty({ type: Date })
  readonly createdAt: Date;

  @ApiProperty({ type: String })
  readonly editedBy: string;

  @ApiProperty({ type: Date })
  readonly editedAt: Date;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Who asked for its activation; null: not submitted',
  })
  readonly submittedBy: string | null;

  @ApiProperty({ type: Date, nullable: true })
  readonly submittedAt: Date | null;

  @ApiProperty({ type: String, nullable: true })
  readonly activatedBy: string | null;

  @ApiProperty({ type: Date, nullable: true })
  readonly activatedAt: Date | null;

  @ApiProperty({ type: Date, nullable: true })
  readonly retiredAt: Date | null;
}

export class RuleSetPage {
  @ApiProperty({ type: [RuleSetItem] })
  readonly items: readonly RuleSetItem[];

  @ApiProperty({ type: String, nullable: true })
  readonly next: string | null;
}

export class RuleParameterItem {
  @ApiProperty({ type: String, example: 'max' })
  readonly name: string;

  @ApiProperty({ type: BilingualText })
  readonly label: BilingualText;

  @ApiProperty({ type: String, example: 'fen' })
  readonly unit: ParameterUnit;

  @ApiProperty({ type: BilingualText })
  readonly unitName: BilingualText;

  @ApiProperty({ type: 'integer' })
  readonly value: number;

  @ApiProperty({ type: 'integer', description: 'Of this build' })
  readonly default: number;

  @ApiProperty({ type: 'integer', description: 'Inside' })
  readonly min: number;

  @ApiProperty({ type: 'integer', description: 'Inside' })
  readonly max: number;
}

export class BaseRateItem {
  @ApiProperty({ type: BilingualText, description: 'Where the figures come from' })
  readonly source: BilingualText;

  @ApiProperty({ type: 'integer', description: 'Shops, or cases, that were looked at' })
  readonly size: number;

  @ApiProperty({ type: Number, description: 'In how many percent of them the rule fired at least once' })
  readonly firedPercent: number;

  @ApiProperty({ type: Number, description: 'Findings per shop and month, or per case' })
  readonly findings: number;
}

export class BaseRatesItem {
  @ApiProperty({ type: BaseRateItem, nullable: true, description: 'On simulated ordinary shops' })
  readonly reference: BaseRateItem | null;

  @ApiProperty({
    type: BaseRateItem,
    nullable: true,
    description:
      'In the desk’s own cases closed as unfounded; null until there are 50 scanned with these parameters',
  })
  readonly desk: BaseRateItem | null;

  @ApiProperty({ type: BilingualText, nullable: true, description: 'Why there is no reference' })
  readonly note: BilingualText | null;
}

export class BaseRatesByProfile {
  @ApiProperty({ type: BaseRatesItem })
  readonly standard: BaseRatesItem;

  @ApiProperty({ type: BaseRatesItem })
  readonly low_rate: BaseRatesItem;

  @ApiProperty({ type: BaseRatesItem })
  readonly capped: BaseRatesItem;
}

export class RuleItem {
  @ApiProperty({ type: String, example: 'R1a' })
  readonly code: string;

  @ApiProperty({ type: String, example: 'single_amount' })
  readonly name: string;

  @ApiProperty({ type: BilingualText })
  readonly title: BilingualText;

  @ApiProperty({ type: 'integer', description: 'The one that this build runs' })
  readonly version: number;

  @ApiProperty({ type: 'integer', nullable: true, description: 'The one that the set was made with' })
  readonly setVersion: number | null;

  @ApiProperty({
    enum: STANDINGS,
    description:
      'as_set: just as the set says · rule_changed: this build has another version or other parameters, and runs what the ' +
      'set says as far as it fits · unreviewed: newer than the set; runs with its defaults and weighs nothing',
  })
  readonly standing: RuleStanding;

  @ApiProperty({ type: Boolean })
  readonly enabled: boolean;

  @ApiProperty({ type: 'integer', description: 'Points of a case’s score; 0 informs only' })
  readonly weight: number;

  @ApiProperty({ type: 'integer' })
  readonly defaultWeight: number;

  @ApiProperty({ type: 'integer' })
  readonly maxWeight: number;

  @ApiProperty({ type: [RuleParameterItem] })
  readonly parameters: readonly RuleParameterItem[];

  @ApiProperty({
    type: BaseRatesByProfile,
    description: 'How often it fires, with these parameters, on what is ordinary',
  })
  readonly baseRates: BaseRatesByProfile;
}

export class RuleSetDetail extends RuleSetItem {
  @ApiProperty({ type: [RuleItem], description: 'Every rule of this build as scans under the set run it' })
  readonly rules: readonly RuleItem[];

  @ApiProperty({ type: [String], description: 'Rules that the set names and this build has no more' })
  readonly gone: readonly string[];
}

export class RuleDifferenceItem {
  @ApiProperty({ type: String, example: 'R1a' })
  readonly rule: string;

  @ApiProperty({ type: BilingualText, nullable: true })
  readonly title: BilingualText | null;

  @ApiProperty({ enum: FIELDS })
  readonly field: SettingDifference['field'];

  @ApiProperty({ type: String, nullable: true })
  readonly parameter: string | null;

  @ApiProperty({ type: BilingualText, nullable: true })
  readonly label: BilingualText | null;

  @ApiProperty({ type: String, nullable: true })
  readonly unit: ParameterUnit | null;

  @ApiProperty({
    oneOf: [{ type: 'integer' }, { type: 'boolean' }],
    nullable: true,
    description: 'null: the rule or parameter was not there',
  })
  readonly before: number | boolean | null;

  @ApiProperty({
    oneOf: [{ type: 'integer' }, { type: 'boolean' }],
    nullable: true,
    description: 'null: the rule or parameter is not there',
  })
  readonly after: number | boolean | null;
}

export class RuleSetDifferences {
  @ApiProperty({ type: 'integer', description: 'Number of the set that it is compared with' })
  readonly against: number;

  @ApiProperty({ type: [RuleDifferenceItem] })
  readonly items: readonly RuleDifferenceItem[];
}

export class RuleSetEventItem {
  @ApiProperty({ type: 'integer', description: 'Of the set with this event' })
  readonly version: number;

  @ApiProperty({ type: Date })
  readonly at: Date;

  @ApiProperty({ type: String })
  readonly actor: string;

  @ApiProperty({ enum: RULE_SET_EVENTS })
  readonly type: RuleSetEventType;

  @ApiProperty({ type: String })
  readonly note: string;

  @ApiProperty({ type: [RuleDifferenceItem] })
  readonly changes: readonly RuleDifferenceItem[];

  @ApiProperty({
    type: Object,
    description: 'basedOn, replaced, replacedBy: numbers of sets; name: before, after',
  })
  readonly data: object;
}

export class RuleSetHistory {
  @ApiProperty({ type: [RuleSetEventItem] })
  readonly items: readonly RuleSetEventItem[];
}
