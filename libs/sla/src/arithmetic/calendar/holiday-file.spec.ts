import { readHolidayFile } from './holiday-file';

const ics = (...events: readonly string[]): string =>
  [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    ...events.map((event) => `BEGIN:VEVENT\n${event}\nEND:VEVENT`),
    'END:VCALENDAR',
  ].join('\n');
const OFF = 'SUMMARY:元旦(休)';

describe('a file of holidays', () => {
  it('reads whole days of ICS, by title or by mark, and lets other events be', () => {
    const text = ics(
      `${OFF}\nDTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:20270104`,
      'SUMMARY:x\nX-APPLE-SPECIAL-DAY:ALTERNATE-WORKDAY\nDTSTART;VALUE=DATE:20270130',
      'SUMMARY:大寒\nDTSTART;VALUE=DATE:20270120',
    );
    expect(readHolidayFile(text)).toEqual([
      { year: 2027, off: ['2027-01-01', '2027-01-02', '2027-01-03'], makeup: ['2027-01-30'] },
    ]);
  });

  it('reads days of two years as two', () => {
    expect(readHolidayFile('{"off":["2022-12-31","2023-01-01"]}').map(({ year }) => year)).toEqual([
      2022, 2023,
    ]);
  });

  it.each<[string, string, string]>([
    ['no format', 'holidays', 'file'],
    ['nothing', '{}', 'file'],
    ['broken ICS', 'BEGIN:VCALENDAR\nnothing', 'file'],
    ['a start that is none', ics(`${OFF}\nDTSTART;VALUE=DATE:2027xx01`), 'event 1'],
    ['a start that is a word', ics(`${OFF}\nDTSTART;VALUE=TEXT:soon`), 'event 1'],
    ['a time of day', ics(`${OFF}\nDTSTART:20270101T160000Z`), 'event 1'],
    ['a rule', ics(`${OFF}\nDTSTART;VALUE=DATE:20270101\nRRULE:FREQ=YEARLY`), 'event 1'],
    ['a year-long day', ics(`${OFF}\nDTSTART;VALUE=DATE:20270101\nDTEND;VALUE=DATE:20280101`), 'event 1'],
    ['a deep list', `${'['.repeat(50_000)}${']'.repeat(50_000)}`, 'file[0]'],
    ['dates that are objects', '{"off":[{"toString":1,"valueOf":1}]}', 'file.off[0]'],
    ['dates that are a text', '{"off":"2027-01-01"}', 'file.off'],
    ['a date that is none', '{"holidays":{"2027-02-30":"x"}}', 'file.off[0]'],
    ['days that do not say what they are', '{"days":[{"date":"2027-01-01"}]}', 'file.days[0]'],
    ['a list of texts', '["2027-01-01"]', 'file[0]'],
  ])('is refused by its place: %s', (_what, text, place) => {
    expect(() => readHolidayFile(text)).toThrow(expect.objectContaining({ place, name: 'CalendarError' }));
  });

  it('says back no more of a date than would fit one', () => {
    expect(() => readHolidayFile(JSON.stringify({ off: ['9'.repeat(100_000)] }))).toThrow(/^.{1,120}$/);
  });
});
