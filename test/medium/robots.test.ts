import { createHmac } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { DrivenCase, castOf } from '../factories/freeze-case';
import { MailRoom, type DispatchRow } from '../support/mail-room';
import { WebhookReceiver, type Heard } from '../support/webhook-receiver';
import { waitFor } from '../support/wait-for';

const SECRET = 'SEC-of-the-test';
const HOUR_MS = 3_600_000;

let room: MailRoom;
const chat = new WebhookReceiver();
let logged = '';

beforeAll(async () => {
  jest.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    logged += String(chunk);
    return true;
  });
  await chat.start();
  say('/wecom', { errcode: 0 });
  say('/feishu', { code: 0 });
  room = await MailRoom.start({
    THAW_WECOM_ROBOT_URL: chat.url('/wecom?key=token-of-wecom'),
    THAW_FEISHU_ROBOT_URL: chat.url('/feishu/token-of-feishu'),
    THAW_FEISHU_ROBOT_SECRET: SECRET,
    // Not allowed, and within the house.
    THAW_DINGTALK_ROBOT_URL: 'https://127.0.0.1/robot/send?access_token=token-of-dingtalk',
    THAW_WEBHOOK_ALLOW: `127.0.0.1:${chat.port}`,
    THAW_LOG_LEVEL: 'trace',
  });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await room.stop();
  await chat.stop();
});

/** What a robot answers, with status 200 whatever it thinks. */
function say(path: string, answer: object): void {
  const answered = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  };
  for (const each of [path, `${path}?key=token-of-wecom`, `${path}/token-of-feishu`])
    chat.answer(each, answered);
}

const wecom = (): readonly Heard[] => chat.at('/wecom?key=token-of-wecom');
const feishu = (): readonly Heard[] => chat.at('/feishu/token-of-feishu');
interface RobotRow {
  readonly state: string;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly next_at: Date;
  readonly case_id: string | null;
}

const ofRobot = (channel: string) =>
  room.desk.database.query<RobotRow>('SELECT * FROM dispatch WHERE channel = $1 ORDER BY created_at, id', [
    channel,
  ]);

it('groups hear once what several people are told, signed as their makers want it; merchants’ letters never', async () => {
  const [one, two] = [await room.desk.person('supervisor'), await room.desk.person('supervisor')];
  const clock = { template: 'task', content: { number: 'FZ-20261123-0009', task: 'clock_decision_overdue' } };
  for (const person of [one, two]) await room.tell(person, clock);
  await room.tell(one, { template: 'task', content: { number: 'FZ-20261123-0009', task: 'mentioned' } });
  await DrivenCase.open(room.desk, await castOf(room.desk));
  const heard = await waitFor('the group', () => wecom()[0]);
  const { msgtype, text } = JSON.parse(heard.body) as { msgtype: string; text: { content: string } };
  expect(msgtype).toBe('text');
  expect(text.content).toMatch(/^案件 FZ-20261123-0009：.+\nCase FZ-20261123-0009: .+$/);
  const signed = await waitFor('the other group', () => feishu()[0]);
  const post = JSON.parse(signed.body) as { timestamp: string; sign: string; content: { text: string } };
  expect(post.content.text).toBe(text.content);
  expect(post.sign).toBe(createHmac('sha256', `${post.timestamp}\n${SECRET}`).digest('base64'));
  expect(Math.abs(Number(post.timestamp) * 1_000 - Date.now())).toBeLessThan(60_000);
  await room.untilSettled();
  await room.desk.untilIdle();
  expect(wecom()).toHaveLength(1);
  expect(await ofRobot('wecom')).toMatchObject([{ state: 'sent', attempts: 1 }]);
  // A robot within the house is not called unless it is named.
  expect(await ofRobot('dingtalk')).toMatchObject([
    { state: 'waiting', attempts: 1, last_error: 'connection' },
  ]);
  expect(logged).not.toMatch(/token-of|SEC-of/);
});

it('goes by the code of the answer: tried again where it is too much at once, a dead letter where it is refused', async () => {
  const person = await room.desk.person('supervisor');
  say('/wecom', { errcode: 45009, errmsg: 'api freq out of limit' });
  say('/feishu', { code: 19021, msg: 'sign match fail' });
  const before = wecom().length;
  await room.tell(person);
  await waitFor('the limit', async () => (await ofRobot('wecom')).at(-1)?.last_error === 'put_off');
  await waitFor('the refusal', async () => (await ofRobot('feishu')).at(-1)?.state === 'dead');
  say('/wecom', { errcode: 0 });
  room.desk.clock.advance(5_000);
  await waitFor('the second try', async () => (await ofRobot('wecom')).at(-1)?.state === 'sent');
  expect(wecom()).toHaveLength(before + 2);
  const { body } = await room.admin.http.get('/v1/dispatches?state=dead').expect(200);
  expect(body.items).toMatchObject([{ channel: 'feishu', userId: null, lastError: 'refused' }]);
  expect(JSON.stringify(body)).not.toContain('token');
  say('/feishu', { code: 0 });
  await room.admin.http.post(`/v1/dispatches/${body.items[0].id}/replay`).expect(202);
  await waitFor('the replay', async () => (await ofRobot('feishu')).at(-1)?.state === 'sent');
});

it('leaves a mail server alone that five tries one after the other did not get through to, and counts no try that was not made', async () => {
  const agent = await room.person('agent');
  const all = (is: (row: DispatchRow) => boolean, count: number): Promise<unknown> =>
    waitFor('the dispatches', async () => (await room.dispatchesOf(agent)).filter(is).length === count);
  room.smtp.treat(agent.mailbox, 'cut');
  for (let i = 0; i < 5; i++) await room.tell(agent);
  await all(({ last_error, attempts }) => last_error === 'connection' && attempts === 1, 5);
  await room.tell(agent);
  const spared = await room.until(
    agent,
    ({ attempts, next_at, created_at }) => attempts === 0 && next_at > created_at,
  );
  expect(spared.next_at.getTime() - room.desk.clock.now().getTime()).toBe(15_000);
  room.smtp.treat(agent.mailbox, 'take');
  // One tries whether it is there again, and then all the others go.
  room.desk.clock.advance(16_000);
  await room.until(agent, ({ state }) => state === 'sent');
  room.desk.clock.advance(16_000);
  await all(({ state }) => state === 'sent', 6);
});

it('keeps the usual quiet hours, but for what is worked on round the clock', async () => {
  const person = await room.desk.person('supervisor');
  const { clock } = room.desk;
  const local = (clock.now().getTime() + 8 * HOUR_MS) % (24 * HOUR_MS);
  clock.advance((22 * HOUR_MS - local + 24 * HOUR_MS) % (24 * HOUR_MS));
  await room.tell(person);
  await room.tell(person, { roundTheClock: true, content: { title: { zh: '紧急', en: 'Urgent' } } });
  await waitFor('the urgent one', () => wecom().some(({ body }) => body.includes('紧急\\nUrgent')));
  await room.untilSettled();
  await room.desk.untilIdle();
  // The clocks of the case above go on meanwhile.
  const own = (await ofRobot('wecom')).filter(({ case_id }) => case_id === null);
  const waiting = own.filter(({ state }) => state === 'waiting');
  expect(waiting).toHaveLength(1);
  expect(waiting[0]!.next_at.getTime() - clock.now().getTime()).toBe(10 * HOUR_MS);
});
