import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { DomainError, type Bilingual } from '@thaw/kernel';
import { BACKTEST_STATES, SEED_MAX, type BacktestState, type WantedScope } from '@thaw/risk';
import { SETS_MAX, SET_NAME_MAX } from '@thaw/risk/engine';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsIn,
  IsInt,
  IsNotEmpty,
  IsObject,
  IsString,
  IsUUID,
  Max,
  MaxLength,
  Min,
  ValidateNested,
} from 'class-validator';
import { says } from '../validation/constraint-text';
import { MayBeLeftOut } from '../validation/may-be-left-out.decorator';
import { PageQuery } from '../validation/page-query.dto';
import { SET_NUMBER_MAX } from './path-set-number.decorator';
import { RuleEditBody } from './rule-sets.dto';

const TERMINALS_MAX = 1_000_000;
const SCOPES = ['terminal', 'sample', 'all'] as const;

export class BacktestsQueryString extends PageQuery {
  @ApiPropertyOptional({ enum: BACKTEST_STATES })
  @MayBeLeftOut()
  @IsIn(BACKTEST_STATES)
  readonly state?: BacktestState;
}

export class ChangesQueryString {
  @ApiProperty({ type: 'integer', minimum: 0, description: 'Number of a set, from 0' })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(SETS_MAX - 1)
  readonly from: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Number of another set, from 0' })
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(SETS_MAX - 1)
  readonly to: number;
}

export class BacktestSetBody {
  @ApiProperty({ type: String, maxLength: SET_NAME_MAX, example: '从严' })
  @IsString()
  @IsNotEmpty()
  @MaxLength(SET_NAME_MAX)
  readonly name: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'Number of the rule set that it begins with; the active one where left out',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(SET_NUMBER_MAX)
  readonly ruleSet?: number;

  @ApiPropertyOptional({ type: [RuleEditBody], description: 'What is to differ from it' })
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

export class BacktestScopeBody {
  @ApiProperty({ enum: SCOPES })
  @IsIn(SCOPES)
  readonly kind: (typeof SCOPES)[number];

  @ApiPropertyOptional({ type: String, format: 'uuid', description: 'Of the kind `terminal`' })
  @MayBeLeftOut()
  @IsUUID()
  readonly terminalId?: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    description: 'Of the kind `sample`: how many terminals',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(TERMINALS_MAX)
  readonly terminals?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 100,
    description: 'Of the kind `sample`, instead of `terminals`: how many in a hundred, rounded up',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(100)
  readonly percent?: number;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    description:
      'Of the kind `sample`: the same seed draws the same terminals of the same desk; any where left out',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(SEED_MAX)
  readonly seed?: number;
}

export class BacktestBody {
  @ApiProperty({ type: [BacktestSetBody], minItems: 1, maxItems: SETS_MAX })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(SETS_MAX)
  @ValidateNested({ each: true })
  @Type(() => BacktestSetBody)
  readonly sets: BacktestSetBody[];

  @ApiProperty({ type: BacktestScopeBody })
  @IsObject()
  @ValidateNested()
  @Type(() => BacktestScopeBody)
  readonly scope: BacktestScopeBody;
}

/** @throws DomainError INVALID_REQUEST on a member that is missing, or that the kind has not. */
export function scopeOf({ kind, ...given }: BacktestScopeBody): WantedScope {
  const { terminalId, terminals, percent, seed } = given;
  const own: readonly string[] = {
    terminal: ['terminalId'],
    sample: ['terminals', 'percent', 'seed'],
    all: [],
  }[kind];
  for (const name of ['terminalId', 'terminals', 'percent', 'seed'] as const) {
    if (given[name] === undefined || own.includes(name)) continue;
    throw invalid(`scope.${name}`, {
      zh: `范围为 ${kind} 时没有 ${name} 这一项，请去掉。`,
      en: `The kind ${kind} has no ${name}: leave it out.`,
    });
  }
  if (kind === 'all') return { kind };
  if (kind === 'terminal') {
    if (terminalId !== undefined) return { kind, terminalId };
    throw invalid('scope.terminalId', { zh: '请指明终端。', en: 'Name the terminal.' });
  }
  if (terminals !== undefined && percent === undefined) return { kind, terminals, seed };
  if (percent !== undefined && terminals === undefined) return { kind, percent, seed };
  throw invalid('scope', {
    zh: '抽样请在 terminals（台数）和 percent（百分比）中给出一个。',
    en: 'A sample has either terminals, a number, or percent.',
  });
}

const invalid = (field: string, detail: Bilingual): DomainError =>
  new DomainError('INVALID_REQUEST', { field, detail });
