import { randomUUID } from 'node:crypto';
import { isDomainError, systemActor, type DomainError, type UserActor } from '@thaw/kernel';
import { Database, type Tx } from '@thaw/platform';
import { RegistryQuery, RegistryService, type NewMerchant, type TerminalView } from '@thaw/registry';
import {
  newBinding,
  newDevice,
  newMerchant,
  newTerminal,
  registerShop,
  type Shop,
} from '../factories/registry';
import { TestClock } from '../support/test-clock';
import { createTestDatabase, type TestDatabase } from '../support/test-database';

const SETUP = systemActor('setup');
const clock = new TestClock();
const registry = new RegistryService(clock);
const query = new RegistryQuery();

let testDatabase: TestDatabase;
let database: Database;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = new Database({ databaseUrl: testDatabase.url, databasePoolSize: 5 });
});
afterAll(async () => {
  await database.onApplicationShutdown();
  await testDatabase.drop();
});

const shop = (over?: Parameters<typeof registerShop>[2]): Promise<Shop> =>
  database.asActor(SETUP, (tx) => registerShop(tx, registry, over));

const merchantUser = (merchantId: string | null): UserActor => ({
  kind: 'user',
  userId: randomUUID(),
  displayName: 'm',
  roles: ['merchant'],
  merchantId,
});

async function refusal(work: Promise<unknown>): Promise<DomainError> {
  try {
    await work;
  } catch (error) {
    if (isDomainError(error)) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** Until some connection of this database waits for another's transaction. */
async function untilOneWaits(): Promise<void> {
  for (;;) {
    const waiting = await testDatabase.query(
      `SELECT 1 FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`,
      [testDatabase.name],
    );
    if (waiting.length > 0) return;
  }
}

describe('registering', () => {
  it.each<[string, Partial<NewMerchant>, string]>([
    ['a short number', { merchantNo: '10031005411000' }, 'merchantNo'],
    ['letters in the number', { merchantNo: '10031005411000A' }, 'merchantNo'],
    ['an MCC that the number does not name', { merchantNo: '100310054110001', mcc: '5812' }, 'mcc'],
    ['a social-credit code with an I', { socialCreditCode: '91310000MA1FL0001I' }, 'socialCreditCode'],
    ['an empty name', { name: '  ' }, 'name'],
    ['a card number for a name', { name: '4111 1111 1111 1111' }, 'name'],
    ['a line break in the address', { address: 'a\nb' }, 'address'],
    ['hours of one second', { hours: { from: 64_800, to: 64_800 } }, 'hours'],
    ['hours beyond the day', { hours: { from: 0, to: 86_400 } }, 'hours'],
  ])('refuses %s, naming the field', async (_, over, field) => {
    const error = await refusal(
      database.asActor(SETUP, (tx) => registry.registerMerchant(tx, newMerchant(over))),
    );
    expect([error.code, error.context.field]).toEqual(['INVALID_REQUEST', field]);
    expect(error.context.detail).toMatchObject({
      zh: expect.stringMatching(/./),
      en: expect.stringMatching(/./),
    });
  });

  it('keeps a merchant number once', async () => {
    const { merchant } = await shop();
    const again = newMerchant({ merchantNo: merchant.merchantNo });
    const error = await refusal(database.asActor(SETUP, (tx) => registry.registerMerchant(tx, again)));
    expect([error.code, error.context.field]).toEqual(['ALREADY_EXISTS', 'merchantNo']);
  });

  it('keeps a terminal number once under one merchant, while another merchant may have it too', async () => {
    const { merchant, terminal } = await shop();
    const same = newTerminal(merchant.id, { terminalNo: terminal.terminalNo });
    const error = await refusal(database.asActor(SETUP, (tx) => registry.registerTerminal(tx, same)));
    expect([error.code, error.context.field]).toEqual(['ALREADY_EXISTS', 'terminalNo']);
    const other = await shop({ terminal: { terminalNo: terminal.terminalNo } });
    expect(other.terminal.terminalNo).toBe(terminal.terminalNo);
  });

  it('refuses a terminal under a merchant that is not there', async () => {
    for (const merchantId of [randomUUID(), 'nobody']) {
      const error = await refusal(
        database.asActor(SETUP, (tx) => registry.registerTerminal(tx, newTerminal(merchantId))),
      );
      expect([error.code, error.context.field]).toEqual(['NOT_FOUND', 'merchantId']);
    }
  });

  it('keeps a serial number once, and only in capital letters', async () => {
    const { device } = await shop();
    const again = newDevice({ serialNo: device.serialNo });
    const error = await refusal(database.asActor(SETUP, (tx) => registry.registerDevice(tx, again)));
    expect([error.code, error.context.field]).toEqual(['ALREADY_EXISTS', 'serialNo']);
    const lower = newDevice({ serialNo: 'px-7a-9999' });
    expect((await refusal(database.asActor(SETUP, (tx) => registry.registerDevice(tx, lower)))).code).toBe(
      'INVALID_REQUEST',
    );
  });
});

describe('binding', () => {
  it('carries the five items as the registry has them, and no account number', async () => {
    const { merchant, binding } = await shop();
    expect(binding).toMatchObject({
      acquirerCode: '100',
      merchantNo: merchant.merchantNo,
      socialCreditCode: merchant.socialCreditCode,
      settlementAccount: '********0018',
    });
    const [stored] = await testDatabase.query<{ row: string }>(
      'SELECT b::text AS row FROM device_binding b WHERE id = $1',
      [binding.id],
    );
    expect(stored?.row).not.toMatch(/3100\s?6600/);
  });

  it.each([
    ['a Luhn-valid card number', '6222 0212 3456 7894'],
    ['one that is not', '6222021234567890123'],
    ['one masked already', '6222****7894'],
  ])('masks %s', async (_, settlementAccount) => {
    const { terminal } = await shop();
    const stored = await database.asActor(SETUP, async (tx) => {
      await registry.unbind(tx, terminal.id);
      const { serialNo } = await registry.registerDevice(tx, newDevice());
      return registry.bind(tx, terminal.id, newBinding(serialNo, { settlementAccount }));
    });
    expect(stored.settlementAccount).toBe(`********${settlementAccount.slice(-4)}`);
  });

  it.each(['acquirerCode', 'merchantNo', 'socialCreditCode'] as const)(
    'refuses a %s that differs from the registered one',
    async (field) => {
      const { terminal } = await shop();
      const error = await refusal(
        database.asActor(SETUP, async (tx) => {
          await registry.unbind(tx, terminal.id);
          const { serialNo } = await registry.registerDevice(tx, newDevice());
          return registry.bind(tx, terminal.id, newBinding(serialNo, { [field]: '999' }));
        }),
      );
      expect([error.code, error.context.field]).toEqual(['INVALID_REQUEST', field]);
    },
  );

  it('refuses a second live device, and a device that is at work elsewhere, until unbound', async () => {
    const [first, second] = [await shop(), await shop()];
    const bind = (terminalId: string, serialNo: string) =>
      database.asActor(SETUP, (tx) => registry.bind(tx, terminalId, newBinding(serialNo)));
    const spare = await database.asActor(SETUP, (tx) => registry.registerDevice(tx, newDevice()));
    const full = await refusal(bind(first.terminal.id, spare.serialNo));
    expect([full.code, full.context.field]).toEqual(['ALREADY_EXISTS', 'terminalId']);

    await database.asActor(SETUP, (tx) => registry.unbind(tx, second.terminal.id));
    const taken = await refusal(bind(second.terminal.id, first.device.serialNo));
    expect([taken.code, taken.context.field]).toEqual(['ALREADY_EXISTS', 'serialNo']);

    await bind(second.terminal.id, spare.serialNo);
    const history = await testDatabase.query('SELECT 1 FROM device_binding WHERE terminal_id = $1', [
      second.terminal.id,
    ]);
    expect(history).toHaveLength(2);
  });

  it('says so when there is nothing to bind or unbind', async () => {
    const { terminal } = await shop();
    const unknown = await refusal(
      database.asActor(SETUP, (tx) => registry.bind(tx, terminal.id, newBinding('NO-SUCH-1'))),
    );
    expect([unknown.code, unknown.context.field]).toEqual(['NOT_FOUND', 'serialNo']);
    await database.asActor(SETUP, (tx) => registry.unbind(tx, terminal.id));
    for (const id of [terminal.id, randomUUID(), 'nobody']) {
      expect((await refusal(database.asActor(SETUP, (tx) => registry.unbind(tx, id)))).code).toBe(
        'NOT_FOUND',
      );
    }
  });

  it('lets one of two connections have a device', async () => {
    const [first, second] = [await shop(), await shop()];
    const device = await database.asActor(SETUP, async (tx) => {
      await registry.unbind(tx, first.terminal.id);
      await registry.unbind(tx, second.terminal.id);
      return registry.registerDevice(tx, newDevice());
    });
    let commit: () => void = () => undefined;
    const mayCommit = new Promise<void>((resolve) => (commit = resolve));
    let bound: () => void = () => undefined;
    const isBound = new Promise<void>((resolve) => (bound = resolve));

    const winner = database.asActor(SETUP, async (tx) => {
      await registry.bind(tx, first.terminal.id, newBinding(device.serialNo));
      bound();
      await mayCommit;
    });
    await isBound;
    const loser = refusal(
      database.asActor(SETUP, (tx) => registry.bind(tx, second.terminal.id, newBinding(device.serialNo))),
    );
    await untilOneWaits();
    commit();
    await winner;
    expect((await loser).code).toBe('ALREADY_EXISTS');
    const live = await testDatabase.query<{ terminal_id: string }>(
      'SELECT terminal_id FROM device_binding WHERE device_id = $1 AND unbound_at IS NULL',
      [device.id],
    );
    expect(live).toEqual([{ terminal_id: first.terminal.id }]);
  });
});

describe('reading', () => {
  const read = <T>(work: (tx: Tx) => Promise<T>): Promise<T> => database.asActor(SETUP, work);

  it('finds a terminal by its numbers and by the serial number bound now', async () => {
    const { merchant, terminal, device } = await shop();
    const numbers = { merchantNo: merchant.merchantNo, terminalNo: terminal.terminalNo };
    const found = await read((tx) => query.findTerminal(tx, SETUP, numbers));
    expect(found).toMatchObject({
      id: terminal.id,
      merchant: { id: merchant.id, hours: { from: 32_400, to: 73_800 } },
      binding: { serialNo: device.serialNo },
    });
    const bySerial = () => read((tx) => query.findTerminalBySerialNo(tx, SETUP, device.serialNo));
    expect((await bySerial())?.id).toBe(terminal.id);
    await read((tx) => registry.unbind(tx, terminal.id));
    expect(await bySerial()).toBeNull();
    expect((await read((tx) => query.terminal(tx, SETUP, terminal.id))).binding).toBeNull();
  });

  it('hides another merchant’s records from a merchant user, and all from one without a merchant', async () => {
    const [own, other] = [await shop(), await shop()];
    const numbers = { merchantNo: other.merchant.merchantNo, terminalNo: other.terminal.terminalNo };
    const user = merchantUser(own.merchant.id);
    expect((await read((tx) => query.terminal(tx, user, own.terminal.id))).id).toBe(own.terminal.id);
    for (const stranger of [user, merchantUser(null)]) {
      const codes = [
        await refusal(read((tx) => query.merchant(tx, stranger, other.merchant.id))),
        await refusal(read((tx) => query.terminal(tx, stranger, other.terminal.id))),
        await refusal(read((tx) => query.terminal(tx, stranger, randomUUID()))),
      ].map(({ code }) => code);
      expect(codes).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND']);
      expect(await read((tx) => query.findTerminal(tx, stranger, numbers))).toBeNull();
      expect(
        await read((tx) => query.findTerminalBySerialNo(tx, stranger, other.device.serialNo)),
      ).toBeNull();
      const named = await read((tx) => query.terminals(tx, stranger, { merchantId: other.merchant.id }));
      expect(named.items).toEqual([]);
    }
    const mine = await read((tx) => query.terminals(tx, user, {}));
    expect(mine.items.map(({ id }) => id)).toEqual([own.terminal.id]);
    const merchants = await read((tx) => query.merchants(tx, user, {}));
    expect(merchants.items.map(({ id }) => id)).toEqual([own.merchant.id]);
    expect((await read((tx) => query.merchants(tx, merchantUser(null), {}))).items).toEqual([]);
  });

  it('pages through all terminals of a merchant, each once, also while others are added', async () => {
    const { merchant, terminal } = await shop({ terminal: { terminalNo: 'B0000005' } });
    const add = (terminalNo: string) =>
      read((tx) => registry.registerTerminal(tx, newTerminal(merchant.id, { terminalNo })));
    for (const no of ['B0000001', 'B0000003', 'B0000007']) await add(no);
    const seen: TerminalView[] = [];
    let cursor: string | undefined;
    do {
      const page = await read((tx) =>
        query.terminals(tx, SETUP, { merchantId: merchant.id, limit: 2, cursor }),
      );
      seen.push(...page.items);
      cursor = page.next ?? undefined;
      if (seen.length === 2) await add('B0000002');
    } while (cursor !== undefined);
    expect(seen.map(({ terminalNo }) => terminalNo)).toEqual([
      'B0000001',
      'B0000003',
      'B0000005',
      'B0000007',
    ]);
    expect(seen[2]?.id).toBe(terminal.id);
  });

  it.each([
    'nonsense',
    Buffer.from('["a","b"]').toString('base64url'),
    Buffer.from('["\\u0000","b"]').toString('base64url'),
  ])('refuses the cursor %s', async (cursor) => {
    const error = await refusal(read((tx) => query.terminals(tx, SETUP, { cursor })));
    expect([error.code, error.context.field]).toEqual(['INVALID_REQUEST', 'cursor']);
  });
});
