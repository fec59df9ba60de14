import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ESCALATION_DEEDS,
  ESCALATION_STEPS,
  REASON_CODES,
  type EscalationDeed,
  type SlaClass,
} from '@thaw/cases/domain';
import { MERCHANT_TIERS } from '@thaw/registry';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { Instant } from '../validation/instant.decorator';
import { says } from '../validation/constraint-text';
import { MayBeLeftOut } from '../validation/may-be-left-out.decorator';

const SKILL = /^[a-z][a-z0-9_-]{0,39}$/;
const SKILL_SAYS = says(
  '技能由小写字母、数字、- 与 _ 组成，以字母开头，最多 40 位。',
  'A skill has up to 40 small letters, digits, - and _, and begins with a letter.',
);
const SKILLS = { type: String, isArray: true, example: ['device'] } as const;

class NameBody {
  @ApiProperty({ type: String, example: '套现' })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  readonly zh: string;

  @ApiProperty({ type: String, example: 'Cash-out' })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  readonly en: string;
}

class EscalationBody {
  @ApiProperty({ enum: ESCALATION_STEPS, description: 'Percent of the time for the triage or the decision' })
  @IsIn(ESCALATION_STEPS)
  readonly step: number;

  @ApiProperty({ enum: ESCALATION_DEEDS, description: 'What is done then, beside reminding' })
  @IsIn(ESCALATION_DEEDS)
  readonly does: EscalationDeed;

  @ApiProperty({ enum: ['P1', 'P2', 'P3', 'P4'], isArray: true, description: 'Of which classes; none: all' })
  @IsArray()
  @IsIn(['P1', 'P2', 'P3', 'P4'], { each: true })
  readonly classes: readonly SlaClass[];
}

export class QueueBody {
  @ApiProperty({ type: NameBody })
  @ValidateNested()
  @Type(() => NameBody)
  readonly name: NameBody;

  @ApiProperty({ enum: REASON_CODES, isArray: true, description: 'Which reasons it takes; none: all' })
  @IsArray()
  @IsIn(REASON_CODES, { each: true })
  readonly reasons: string[];

  @ApiProperty({
    type: String,
    isArray: true,
    example: ['2900'],
    description: 'Digits 4–7 of the merchant numbers it takes; none: all',
  })
  @IsArray()
  @ArrayMaxSize(1000)
  @Matches(/^\d{4}$/, { each: true, ...says('地区代码为四位数字。', 'An area is four digits.') })
  readonly areas: string[];

  @ApiProperty({ enum: MERCHANT_TIERS, isArray: true, description: 'none: all' })
  @IsArray()
  @IsIn(MERCHANT_TIERS, { each: true })
  readonly tiers: string[];

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'Queues are asked in this order; the last takes what no other does',
  })
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  readonly position: number;

  @ApiProperty({
    type: String,
    example: 'desk',
    description: 'Code of the calendar in whose hours it is worked',
  })
  @IsString()
  @MaxLength(40)
  readonly calendar: string;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'string' },
    example: { P2: 'night' },
    description: 'Of cases of a class (P1 … P4) where it is another; P1 is worked round the clock',
  })
  @MayBeLeftOut()
  @IsObject()
  readonly classCalendars?: Readonly<Record<string, string>>;

  @ApiPropertyOptional({
    type: EscalationBody,
    isArray: true,
    nullable: true,
    description:
      'What steps of a clock do beside reminding. Left out or null, as is usual: supervisors are told at 80 and 100, and at 100 the case is put first and taken from an owner who is away',
  })
  @IsOptional()
  @IsArray()
  @ArrayMaxSize(40)
  @ValidateNested({ each: true })
  @Type(() => EscalationBody)
  readonly escalations?: readonly EscalationBody[] | null;

  @ApiProperty({ type: Boolean, description: 'Whether a case is given to a member at once, in turn by load' })
  @IsBoolean()
  readonly roundRobin: boolean;

  @ApiProperty({ ...SKILLS, description: 'A member needs all of them to be given a case' })
  @IsArray()
  @ArrayMaxSize(20)
  @Matches(SKILL, { each: true, ...SKILL_SAYS })
  readonly skills: string[];

  @ApiProperty({ type: Boolean, description: 'Whether everybody who takes up work at the desk joins it' })
  @IsBoolean()
  readonly newcomers: boolean;
}

export class QueueItem extends QueueBody {
  @ApiProperty({ type: String })
  readonly code: string;

  @ApiProperty({ type: 'integer' })
  readonly version: number;
}

export class QueueItems {
  @ApiProperty({ type: QueueItem, isArray: true, description: 'In the order in which they are asked' })
  readonly items: readonly QueueItem[];
}

export class MemberBody {
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 1000, description: 'Open cases at most' })
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly cap: number;

  @ApiProperty(SKILLS)
  @IsArray()
  @ArrayMaxSize(20)
  @Matches(SKILL, { each: true, ...SKILL_SAYS })
  readonly skills: string[];
}

export class MemberItem extends MemberBody {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly userId: string;

  @ApiProperty({ type: 'integer' })
  readonly version: number;
}

export class AwayBody {
  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID()
  readonly userId: string;

  @ApiProperty({ type: String, format: 'date-time' })
  @Instant()
  readonly fromAt: Date;

  @ApiProperty({ type: String, format: 'date-time' })
  @Instant()
  readonly untilAt: Date;

  @ApiProperty({ type: String })
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  readonly reason: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'To whom new work goes; null: it waits in the queue',
  })
  @IsOptional()
  @IsUUID()
  readonly standIn?: string | null;
}

export class AwayItem extends AwayBody {
  @ApiProperty({ type: String, format: 'uuid' })
  readonly id: string;

  @ApiProperty({ type: 'integer' })
  readonly version: number;
}

export class AwayItems {
  @ApiProperty({ type: AwayItem, isArray: true, description: 'Not over yet, the first to begin first' })
  readonly items: readonly AwayItem[];
}

export class LoadItem extends MemberItem {
  @ApiProperty({ type: String })
  readonly displayName: string;

  @ApiProperty({ type: 'integer', description: 'Open cases of the queue that are theirs' })
  readonly open: number;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readonly lastAssignedAt: Date | null;

  @ApiProperty({ type: AwayItem, nullable: true, description: 'Why they get no new work now' })
  readonly away: AwayItem | null;
}

export class LoadItems {
  @ApiProperty({ type: LoadItem, isArray: true, description: 'The least laden first' })
  readonly items: readonly LoadItem[];
}

export class ChangeItem {
  @ApiProperty({ type: String, format: 'date-time' })
  readonly at: Date;

  @ApiProperty({ type: String })
  readonly actor: string;

  @ApiProperty({ enum: ['made', 'changed', 'removed'] })
  readonly kind: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  readonly nowIs: object;
}

export class ChangeItems {
  @ApiProperty({ type: ChangeItem, isArray: true, description: 'Oldest first' })
  readonly items: readonly ChangeItem[];
}
