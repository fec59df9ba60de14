import { Body, Controller, Get, Param, Post, Put, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { DomainError, type Actor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import {
  CALENDAR_CODE,
  CalendarsQuery,
  CalendarsService,
  calendarShape,
  readable,
  readHolidayFile,
} from '@thaw/sla';
import type { FastifyRequest } from 'fastify';
import { Can } from '../access/can.decorator';
import { CurrentActor } from '../access/current-actor.decorator';
import { oneFile } from '../uploads/one-file';
import {
  CalendarItem,
  CalendarsInForce,
  ChangeCalendarBody,
  HolidayFileForm,
  HolidayYearItem,
  HolidayYears,
  LoadYearBody,
} from './calendars.dto';

const FILE_BYTES_MOST = 2 * 1024 ** 2;

/** What the desk reckons by: its hours, and the arrangement of holidays of each year. */
@ApiTags('calendars')
@Controller('v1/calendars')
export class CalendarsController {
  constructor(
    private readonly database: Database,
    private readonly query: CalendarsQuery,
    private readonly service: CalendarsService,
  ) {}

  @Get()
  @Can('calendar.read')
  @ApiOperation({ operationId: 'getCalendars', summary: 'Hours and holidays as they are in force' })
  @ApiOkResponse({ type: CalendarsInForce })
  inForce(@CurrentActor() actor: Actor): Promise<CalendarsInForce> {
    return this.database.asActor(actor, async (tx) => {
      const revision = await this.query.revision(tx);
      return {
        revision,
        timeZone: this.query.zone.name,
        calendars: await this.query.calendarsAt(tx, revision),
        years: await this.query.yearsAt(tx, revision),
      };
    });
  }

  @Put('hours/:code')
  @Can('calendar.write')
  @ApiOperation({
    operationId: 'changeCalendar',
    summary: 'Other hours for the desk, for reaching merchants, or for queues; a new code makes a calendar',
  })
  @ApiParam({ name: 'code', schema: { type: 'string', pattern: CALENDAR_CODE.source } })
  @ApiOkResponse({ type: CalendarItem })
  change(
    @CurrentActor() actor: Actor,
    @Param('code') code: string,
    @Body() { definition, reason, revision }: ChangeCalendarBody,
  ): Promise<CalendarItem> {
    if (!CALENDAR_CODE.test(code)) throw noCalendarCode();
    const shape = readable(() => calendarShape(definition));
    return this.service.changeHours(actor, code, shape, {
      reason,
      expected: revision ?? null,
    });
  }

  @Put('holidays/:year')
  @Can('calendar.write')
  @ApiOperation({
    operationId: 'loadHolidays',
    summary: 'The arrangement of holidays of a year; replaces what stood',
  })
  @ApiParam({ name: 'year', schema: { type: 'integer', minimum: 2000, maximum: 2099 } })
  @ApiOkResponse({ type: HolidayYearItem })
  load(
    @CurrentActor() actor: Actor,
    @Param('year') year: string,
    @Body() { off, makeup, reason }: LoadYearBody,
  ): Promise<HolidayYearItem> {
    if (!/^20\d\d$/.test(year)) throw noSuchYear('year');
    return this.service.loadYear(actor, { year: Number(year), off, makeup }, reason);
  }

  @Post('holidays/imports')
  @Can('calendar.write')
  @ApiOperation({
    operationId: 'importHolidays',
    summary:
      'Arrangements from a file (multipart, field "reason", then part "file"): ICS or JSON; all its years or none',
  })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ type: HolidayFileForm })
  @ApiOkResponse({ type: HolidayYears })
  async import(@CurrentActor() actor: Actor, @Req() request: FastifyRequest): Promise<HolidayYears> {
    const { fields, content } = await oneFile(request, FILE_BYTES_MOST);
    try {
      const text = Buffer.concat(await content.toArray()).toString('utf8');
      const years = readable(() => readHolidayFile(text));
      if (years.some(({ year }) => !/^20\d\d$/.test(String(year)))) throw noSuchYear('file');
      return { years: await this.service.importYears(actor, years, fields['reason'] ?? '') };
    } finally {
      content.destroy();
    }
  }
}

const noCalendarCode = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'code',
    detail: {
      zh: '日历代码由小写字母、数字、下划线组成，2 至 40 位，以字母开头，如 desk、merchant、night。',
      en: 'A calendar’s code has 2 to 40 small letters, digits and underscores, and begins with a letter: desk, merchant, night.',
    },
  });

const noSuchYear = (field: string): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field,
    detail: { zh: '年份须在 2000 至 2099 之间。', en: 'A year lies between 2000 and 2099.' },
  });
