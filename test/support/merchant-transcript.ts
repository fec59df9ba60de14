import { ACTIONS, LIFECYCLE } from '@thaw/cases/domain';
import type { Cast, DrivenCase } from '../factories/freeze-case';

/** Every answer a merchant can get out of the desk about a case, under names of what was asked. */
export type Transcript = Readonly<Record<string, unknown>>;

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;
const INSTANT = /\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?)?/g;

/** Steps of one twin's reason, of another's, and of the exchange of a device: none of them the merchant's. */
const STEPS = [
  'enhanced_due_diligence',
  'no_tipping_off',
  'limits_set',
  'backup_settled',
  'installation_verified',
  'x',
];
const NOBODYS = '00000000-0000-4000-8000-00000000abcd';

/** Opens no letter, moves nothing: asks all doors, and tries all actions without what they need. */
export async function transcriptOf(cast: Cast, driven: DrivenCase): Promise<Transcript> {
  return { ...(await shownTo(cast, driven)), ...(await refusedTo(cast, driven)) };
}

/** What the desk shows of the case. */
export async function shownTo(cast: Cast, driven: DrivenCase): Promise<Transcript> {
  const here = `/v1/cases/${driven.number}`;
  const parts = [
    'timeline',
    'findings',
    'letters',
    'messages',
    'notes',
    'slip-samples',
    'linked',
    'linked?by=card',
    'scans/none',
    'quality',
    'satisfaction',
  ];
  const doors = [
    here,
    '/v1/cases',
    '/v1/cases?state=upheld&open=true',
    ...parts.map((part) => `${here}/${part}`),
    '/v1/notifications',
  ];
  return masked(await answersOf(cast, doors), cast, driven);
}

/** What is about the terminal and the desk, and how each action is refused. */
async function refusedTo(cast: Cast, driven: DrivenCase): Promise<Transcript> {
  const { http } = cast.merchant;
  const { merchant, terminal } = cast.shop;
  const here = `/v1/cases/${driven.number}`;
  const answers = await answersOf(cast, [
    '/v1/reference',
    ...['reply-templates', 'macros', 'quality/plans'].map((part) => `/v1/${part}`),
    ...['merchants', 'terminals', `merchants/${merchant.id}`].map((part) => `/v1/${part}`),
    ...['', '/prevention'].map((part) => `/v1/terminals/${terminal.id}${part}`),
    ...['advice', 'policy', 'due?withinDays=60', 'due/counts'].map((part) => `/v1/prevention/${part}`),
  ]);
  const { version } = (await driven.seenBy(cast.merchant)) as { version: number };
  const other = version > 1 ? 1 : 999;
  const mindful: readonly object[] = [
    {},
    { version: other },
    { version: other, text: 'late' },
    { version, text: ' ' },
  ];
  for (const action of ACTIONS) {
    const isMerchants = LIFECYCLE.some((row) => row.action === action && row.who.includes('merchant'));
    for (const [index, body] of [{ version }, ...(isMerchants ? mindful : [])].entries()) {
      const answer = await http.post(`${here}/actions/${action}`).send(body);
      answers[`POST ${action} ${index}`] = { status: answer.status, body: answer.body as unknown };
    }
  }
  for (const step of STEPS) {
    const answer = await http
      .post(`${here}/actions/attest`)
      .send({ version, step, text: 'done', failed: true });
    answers[`POST attest ${step}`] = { status: answer.status, body: answer.body as unknown };
  }
  const proof = await http.post(`${here}/proofs`).attach('file', Buffer.from('%PDF-1.4'), 'proof.pdf');
  answers['POST proofs'] = { status: proof.status, body: proof.body as unknown };
  Object.assign(answers, await answersOf(cast, [`${here}/proofs/${NOBODYS}`]));
  return masked(answers, cast, driven);
}

async function answersOf({ merchant }: Cast, doors: readonly string[]): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  for (const door of doors) {
    const { status, body } = await merchant.http.get(door);
    answers[`GET ${door}`] = { status, body };
  }
  return answers;
}

/** What a notification says when it is opened; for a letter, that is its delivery. */
export async function openedBy(cast: Cast, driven: DrivenCase): Promise<Transcript> {
  const { body } = await cast.merchant.http.get('/v1/notifications?limit=200').expect(200);
  const letters: unknown[] = [];
  for (const { id } of (body.items as { id: string }[]).reverse()) {
    const opened = await cast.merchant.http.post(`/v1/notifications/${id}/open`).expect(200);
    letters.push(opened.body);
  }
  return masked({ letters }, cast, driven);
}

/** The same transcript without times, for twins whose deadlines differ by right. */
export const withoutTimes = (transcript: Transcript): Transcript =>
  JSON.parse(JSON.stringify(transcript).replace(INSTANT, '<time>')) as Transcript;

function masked(answers: object, { shop }: Cast, driven: DrivenCase): Transcript {
  const { merchant, terminal, device } = shop;
  const own: readonly (readonly [string, string])[] = [
    [driven.number, '<number>'],
    [merchant.merchantNo, '<merchant>'],
    [merchant.name, '<name>'],
    [merchant.socialCreditCode, '<code>'],
    [terminal.terminalNo, '<terminal>'],
    [device.serialNo, '<serial>'],
  ];
  let text = JSON.stringify(answers).replace(UUID, '<id>');
  for (const [value, mask] of own) text = text.replaceAll(value, mask);
  return JSON.parse(text) as Transcript;
}
