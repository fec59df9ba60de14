import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  IsArray,
  IsInt,
  IsObject,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
} from 'class-validator';
import { CALENDAR_CODE, CALENDAR_REASON_MOST } from '@thaw/sla';
import { says } from '../validation/constraint-text';
import { MayBeLeftOut } from '../validation/may-be-left-out.decorator';

const REASON = 'Why, in the words of whoever changes it; kept with the version';
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATES = { type: String, isArray: true, example: ['2027-01-01'] } as const;

/** Hours by weekday, split and over midnight; see the description of its members. */
const DEFINITION = {
  type: 'object',
  additionalProperties: true,
  description:
    'weekly: hours by weekday (mon … sun) as [open, close], a close at or before the open is of the next day. dates: hours of single dates, which replace all else. breaks: taken out of a date. closed: dates without hours. followsHolidays: whether days off are closed and makeup days worked. makeupHours: of makeup days. zone: where it is not the desk’s',
  example: {
    weekly: {
      mon: [
        ['09:00', '12:00'],
        ['13:30', '18:00'],
      ],
    },
    followsHolidays: true,
  },
} as const;

export class ChangeCalendarBody {
  @ApiProperty(DEFINITION)
  @IsObject()
  readonly definition: Record<string, unknown>;

  @ApiProperty({ type: String, description: REASON })
  @IsString()
  @MinLength(1)
  @MaxLength(CALENDAR_REASON_MOST)
  readonly reason: string;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    description: 'Of the calendar as it was read; where it is another by now, CALENDAR_CHANGED',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(2_147_483_647)
  readonly revision?: number;
}

export class LoadYearBody {
  @ApiProperty({ ...DATES, description: 'Days off (放假), weekends among them' })
  @IsArray()
  @ArrayMaxSize(366)
  @Matches(DATE, { each: true, ...says('日期写作 2027-01-01。', 'A date is written 2027-01-01.') })
  readonly off: string[];

  @ApiProperty({ ...DATES, description: 'Weekend days that are worked (调休)' })
  @IsArray()
  @ArrayMaxSize(104)
  @Matches(DATE, { each: true, ...says('日期写作 2027-01-01。', 'A date is written 2027-01-01.') })
  readonly makeup: string[];

  @ApiProperty({ type: String, description: REASON })
  @IsString()
  @MinLength(1)
  @MaxLength(CALENDAR_REASON_MOST)
  readonly reason: string;
}

class Version {
  @ApiProperty({ type: 'integer', description: 'Since which revision of the desk’s calendars it stands so' })
  readonly revision: number;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly changedAt: Date;

  @ApiProperty({ type: String })
  readonly changedBy: string;

  @ApiProperty({ type: String, nullable: true, description: 'null: the desk did it by itself' })
  readonly reason: string | null;
}

export class CalendarItem extends Version {
  @ApiProperty({ type: String, pattern: CALENDAR_CODE.source })
  readonly code: string;

  @ApiProperty(DEFINITION)
  readonly definition: object;
}

export class HolidayYearItem extends Version {
  @ApiProperty({ type: 'integer' })
  readonly year: number;

  @ApiProperty(DATES)
  readonly off: readonly string[];

  @ApiProperty(DATES)
  readonly makeup: readonly string[];
}

export class CalendarsInForce {
  @ApiProperty({ type: 'integer' })
  readonly revision: number;

  @ApiProperty({ type: String, example: 'Asia/Shanghai' })
  readonly timeZone: string;

  @ApiProperty({ type: [CalendarItem], description: 'One that is not here has the usual office hours' })
  readonly calendars: readonly CalendarItem[];

  @ApiProperty({
    type: [HolidayYearItem],
    description: 'Deadlines that reach into another year are provisional',
  })
  readonly years: readonly HolidayYearItem[];
}

export class HolidayYears {
  @ApiProperty({ type: [HolidayYearItem] })
  readonly years: readonly HolidayYearItem[];
}

export class HolidayFileForm {
  @ApiProperty({ type: String, description: REASON })
  readonly reason: string;

  @ApiProperty({
    type: String,
    format: 'binary',
    description: 'ICS, or JSON as holiday calendars are published',
  })
  readonly file: unknown;
}
