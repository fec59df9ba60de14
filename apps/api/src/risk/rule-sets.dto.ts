import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { RULE_SET_STATES, type RuleSetState } from '@thaw/risk';
import { RULES, WEIGHT_MAX } from '@thaw/risk/rules';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { says } from '../validation/constraint-text';
import { MayBeLeftOut } from '../validation/may-be-left-out.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { SET_NUMBER_MAX } from './path-set-number.decorator';

const NOTE = 'Why, in the words of whoever does it; kept in the history';
const VERSION = 'Of the set as it was seen; another one is refused with RULE_SET_CHANGED';

export class RuleSetsQueryString extends PageQuery {
  @ApiPropertyOptional({ enum: RULE_SET_STATES })
  @MayBeLeftOut()
  @IsIn(RULE_SET_STATES)
  readonly state?: RuleSetState;
}

export class DifferencesQuery {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'Number of the set to compare with; the active one where left out',
  })
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(SET_NUMBER_MAX)
  readonly against?: number;
}

export class DraftRuleSetBody {
  @ApiProperty({ type: 'integer', minimum: 1, description: 'Number of the set that it is made from' })
  @IsInt()
  @Min(1)
  @Max(SET_NUMBER_MAX)
  readonly basedOn: number;

  @ApiProperty({ type: String, example: '收紧单笔限额' })
  @IsString()
  @MaxLength(200)
  readonly name: string;

  @ApiPropertyOptional({ type: String, description: NOTE })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(4000)
  readonly note?: string;
}

export class RuleSetStepBody {
  @ApiProperty({ type: 'integer', minimum: 1, description: VERSION })
  @IsInt()
  @Min(1)
  @Max(SET_NUMBER_MAX)
  readonly version: number;

  @ApiPropertyOptional({ type: String, description: NOTE })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(4000)
  readonly note?: string;
}

export class RuleEditBody {
  @ApiProperty({ type: String, example: 'R1a', enum: RULES.map(({ code }) => code) })
  @IsString()
  @MaxLength(20)
  readonly code: string;

  @ApiPropertyOptional({ type: Boolean })
  @MayBeLeftOut()
  @IsBoolean()
  readonly enabled?: boolean;

  @ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: WEIGHT_MAX, description: '0 informs only' })
  @MayBeLeftOut()
  @IsInt()
  readonly weight?: number;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { max: 3_000_000 },
    description:
      'By name, whole numbers in the parameter’s unit and inside its bounds; what is not named stays',
  })
  @MayBeLeftOut()
  @IsObject()
  readonly parameters?: Record<string, number>;
}

export class EditRuleSetBody extends RuleSetStepBody {
  @ApiPropertyOptional({ type: String })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  readonly name?: string;

  @ApiPropertyOptional({ type: [RuleEditBody], description: 'Rules that are not named stay as they are' })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(100)
  @ValidateNested({ each: true })
  @ArrayUnique(
    (edit: RuleEditBody | null) => edit?.code,
    says('同一规则只能出现一次。', 'A rule can be named once.'),
  )
  @Type(() => RuleEditBody)
  readonly rules?: RuleEditBody[];
}
