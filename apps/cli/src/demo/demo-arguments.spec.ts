import { DemoUsageError, readDemoArguments } from './demo-arguments';

const read = (line: string, env: NodeJS.ProcessEnv = {}) =>
  readDemoArguments(line.split(' ').filter(Boolean), env);

describe('readDemoArguments', () => {
  it('needs nothing', () => {
    expect(read('')).toEqual({ url: null, history: null, locale: 'zh' });
  });

  it('takes several columns after one --map, and more than one --map', () => {
    const request = read(
      '--history a.csv.gz --map occurred_at=datetime amount=money --map card=card --time-zone Europe/Kyiv',
    );
    expect(request?.history).toMatchObject({
      file: 'a.csv.gz',
      columns: { occurred_at: 'datetime', amount: 'money', card: 'card' },
      timeZone: 'Europe/Kyiv',
      currency: undefined,
    });
  });

  it('speaks the language asked for, else that of the environment, else Chinese', () => {
    expect(read('--lang en')?.locale).toBe('en');
    expect(read('', { LANG: 'en_US.UTF-8' })?.locale).toBe('en');
    expect(read('--lang zh', { LANG: 'en_US.UTF-8' })?.locale).toBe('zh');
    expect(read('', { LANG: 'en_US.UTF-8', LC_ALL: 'zh_CN.UTF-8' })?.locale).toBe('zh');
    expect(read('', { LANG: 'C' })?.locale).toBe('zh');
  });

  it('takes an address without its last slash', () => {
    expect(read('--url http://127.0.0.1:3000/')?.url).toBe('http://127.0.0.1:3000');
  });

  it.each([
    '--nonsense',
    '--lang fr',
    '--url localhost:3000',
    'stray',
    'amount=money',
    '--map amount=money',
    '--currency USD',
    '--history a.csv --map weight=kg',
    '--history a.csv --map amount',
    '--history a.csv b.csv',
  ])('refuses %s, in both languages', (line) => {
    const attempt = (): unknown => read(line);
    expect(attempt).toThrow(DemoUsageError);
    try {
      attempt();
    } catch (error) {
      const { detail } = error as DemoUsageError;
      expect(detail.zh).not.toBe('');
      expect(detail.en).not.toBe('');
    }
  });
});
