import { newBinding, newDevice, type Shop } from '../factories/registry';
import { PreventionRoom, SETUP } from '../support/prevention-room';

const TODAY = '2026-11-23';

let room: PreventionRoom;
beforeEach(async () => (room = await PreventionRoom.prepare()));
afterEach(() => room.stop());

const standingOf = async ({ terminal }: Pick<Shop, 'terminal'>) => {
  const { standing } = await room.as((tx) => room.query.preventionOf(tx, terminal.id));
  return Object.fromEntries(standing.map(({ kind, state }) => [kind, state]));
};

const rebind = async ({ terminal }: Shop, model = 'A920'): Promise<void> => {
  await room.as(async (tx) => {
    await room.registry.unbind(tx, terminal.id);
    const { serialNo } = await room.registry.registerDevice(tx, newDevice({ model }));
    await room.registry.bind(tx, terminal.id, newBinding(serialNo));
  });
};

const listed = async (withinDays?: number) => {
  const { items } = await room.as((tx) => room.due.page(tx, SETUP, { withinDays }));
  return items.map(({ kind }) => kind);
};

it('keeps what is told, by whom and when, and what was told before', async () => {
  const shop = await room.shop();
  await room.announce('A920', '5.3', '2026-10-01');
  await room.tell(shop, { inspectionDueOn: TODAY, softwareVersion: '5.2', virusDatabaseOn: '2026-10-01' });
  await room.tell(shop, { inspectionDueOn: TODAY });
  await room.tell(shop, { softwareVersion: '5.3', passwordRotatedOn: '2026-08-25' });
  const view = await room.as((tx) => room.query.preventionOf(tx, shop.terminal.id));
  expect(view).toMatchObject({
    asOf: TODAY,
    policyVersion: 1,
    model: 'A920',
    currentVersion: '5.3',
    terms: {
      deviceId: shop.device.id,
      softwareVersion: '5.3',
      virusDatabaseOn: '2026-10-01',
      patchedUntil: null,
    },
    overdue: [
      {
        kind: 'virus_database',
        dueOn: '2026-10-31',
        daysOverdue: 23,
        title: { zh: '病毒库', en: 'Virus database' },
        text: {
          zh: '病毒库：2026-10-31 到期，已逾期 23 天',
          en: 'Virus database: was due on 2026-10-31, 23 days overdue',
        },
      },
    ],
  });
  expect(await standingOf(shop)).toEqual({
    inspection: 'soon',
    password: 'soon',
    patches: 'unknown',
    software: 'in_order',
    virus_database: 'overdue',
  });
  const { items } = await room.as((tx) => room.query.events(tx, SETUP, shop.terminal.id, {}));
  expect(items).toMatchObject([
    {
      actor: 'system:setup',
      importId: null,
      before: { softwareVersion: '5.2' },
      after: { softwareVersion: '5.3' },
    },
    {
      before: { softwareVersion: null, deviceId: null },
      after: { softwareVersion: '5.2', inspectionDueOn: TODAY },
    },
  ]);
});

it('knows nothing of a device that has been replaced, and asks nothing of a terminal without one', async () => {
  const shop = await room.shop();
  await room.tell(shop, {
    inspectionDueOn: '2026-11-01',
    virusDatabaseOn: '2026-01-01',
    softwareVersion: '5.2',
  });
  expect(await listed()).toEqual(['virus_database', 'inspection']);
  await rebind(shop);
  expect(await listed()).toEqual(['inspection']);
  expect(await standingOf(shop)).toMatchObject({ inspection: 'overdue', virus_database: 'unknown' });
  await room.tell(shop, { virusDatabaseOn: TODAY });
  const { terms } = await room.as((tx) => room.query.preventionOf(tx, shop.terminal.id));
  expect(terms).toMatchObject({
    inspectionDueOn: '2026-11-01',
    virusDatabaseOn: TODAY,
    softwareVersion: null,
  });

  await room.as((tx) => room.registry.unbind(tx, shop.terminal.id));
  expect(await listed(60)).toEqual([]);
  expect(Object.values(await standingOf(shop))).toEqual(Array(5).fill('unknown'));
});

it('answers what remediation asks of software and virus database, on any day', async () => {
  const shop = await room.shop();
  const checks = (on?: string) => room.as((tx) => room.query.upkeepChecks(tx, shop.terminal.id, on));
  expect(await checks()).toEqual({ softwareIsCurrent: null, virusDatabaseIsCurrent: null });
  await room.announce('A920', '5.2', '2026-01-01');
  await room.announce('A920', '5.3', '2026-12-01');
  await room.announce('A920', '5.9', '2026-02-01');
  await room.announce('A920', '5.9', null);
  await room.tell(shop, { softwareVersion: '5.2', virusDatabaseOn: '2026-10-24' });
  expect(await checks()).toEqual({ softwareIsCurrent: true, virusDatabaseIsCurrent: true });
  expect(await checks('2026-11-24')).toEqual({ softwareIsCurrent: true, virusDatabaseIsCurrent: false });
  expect(await checks('2026-12-01')).toEqual({ softwareIsCurrent: false, virusDatabaseIsCurrent: false });
});

it('announces only for models that are registered', async () => {
  await expect(room.announce('A930', '5.2', '2026-01-01')).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
    context: { field: 'model' },
  });
});

it('of two who tell at once, neither loses what the other told', async () => {
  const shop = await room.shop();
  await Promise.all([
    room.tell(shop, { virusDatabaseOn: '2026-11-20' }),
    room.tell(shop, { patchedUntil: '2026-11-19' }),
    room.tell(shop, { passwordRotatedOn: '2026-11-18' }),
  ]);
  const { terms } = await room.as((tx) => room.query.preventionOf(tx, shop.terminal.id));
  expect(terms).toMatchObject({
    virusDatabaseOn: '2026-11-20',
    patchedUntil: '2026-11-19',
    passwordRotatedOn: '2026-11-18',
  });
});

it('keeps history and reminders in tables that can only be added to', async () => {
  for (const table of [
    'prevention_event',
    'software_announcement',
    'prevention_reminder',
    'prevention_letter',
  ]) {
    await expect(room.peer.query(`DELETE FROM ${table}`)).rejects.toThrow('insert-only');
    await expect(room.peer.query(`UPDATE ${table} SET at = now()`)).rejects.toThrow('insert-only');
  }
});
