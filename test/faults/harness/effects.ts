import { TOLD_CASE_EVENTS } from '@thaw/notifications';
import type { StandingDesk } from './standing-desk';
import type { Breaches } from './written';

/** What the terminal system really did, by its own book: every command that the desk holds for done, and each once. */
export async function commandsOnce(desk: StandingDesk): Promise<Breaches & { readonly seen: number }> {
  const rows = await desk.query<{ id: string; state: string }>('SELECT id, state FROM gateway_command');
  const { simulator } = desk.peers;
  const lost = rows
    .filter(({ id, state }) => state === 'confirmed' && simulator.command(id)?.executions !== 1)
    .map(({ id }) => `command ${id} is held for done: ${JSON.stringify(simulator.command(id))}`);
  const doubled = rows
    .filter(({ id }) => (simulator.command(id)?.executions ?? 0) > 1)
    .map(({ id }) => `command ${id} was done ${simulator.command(id)?.executions} times`);
  // One measure is taken back once, whatever the command is called.
  const twice = await desk.query<{ measure: string; kind: string }>(
    `SELECT measure_id AS measure, kind FROM gateway_command WHERE state = 'confirmed' AND kind IN ('freeze', 'lift')
     GROUP BY 1, 2 HAVING count(*) > 1`,
  );
  doubled.push(...twice.map(({ measure, kind }) => `${kind} of measure ${measure} was done by two commands`));
  return { lost, doubled, other: [], seen: rows.filter(({ id }) => simulator.command(id)).length };
}

/** What a mail server took, by the ids of the mails: all that the desk holds for sent, and nothing told twice. */
export async function mailsOnce(desk: StandingDesk): Promise<Breaches & { readonly seen: number }> {
  const rows = await desk.query<{ id: string; state: string }>(
    `SELECT id, state FROM dispatch WHERE channel = 'email'`,
  );
  const ids = new Set(desk.peers.smtp.messageIds().map((id) => id.replace(/@.*$/, '')));
  const sent = rows.filter(({ state }) => state === 'sent');
  const lost = sent.filter(({ id }) => !ids.has(id)).map(({ id }) => `mail ${id} is held for sent`);
  const dead = rows.filter(({ state }) => state === 'dead').map(({ id }) => `mail ${id} was given up`);
  const known = new Set(rows.map(({ id }) => id));
  const strange = [...ids].filter((id) => !known.has(id)).map((id) => `mail ${id} is of nobody’s sending`);
  const twice = await desk.query<{ notification: string }>(
    `SELECT i.notification_id AS notification FROM dispatch_item i JOIN dispatch d ON d.id = i.dispatch_id
     WHERE d.id = ANY ($1) AND d.channel = 'email' GROUP BY i.notification_id, i.user_id HAVING count(*) > 1`,
    [[...ids].filter((id) => known.has(id))],
  );
  const doubled = twice.map(({ notification }) => `${notification} was told twice by mail`);
  return { lost: [...lost, ...dead], doubled, other: strange, seen: ids.size };
}

/** What a receiver heard, by the events themselves: each that is told of, under one id. */
export async function webhooksOnce(desk: StandingDesk): Promise<Breaches & { readonly seen: number }> {
  const heard = new Map<string, Set<string>>();
  for (const { headers, body } of desk.peers.webhooks.heard) {
    const { data } = JSON.parse(body) as { data: { caseNumber: string; seq: number } };
    const event = `${data.caseNumber}/${data.seq}`;
    heard.set(event, (heard.get(event) ?? new Set()).add(String(headers['webhook-id'])));
  }
  const events = await desk.query<{ event: string; type: string }>(
    `SELECT c.number || '/' || e.seq AS event, e.type FROM case_event e JOIN freeze_case c ON c.id = e.case_id
     WHERE e.type = ANY ($1)`,
    [Object.keys(TOLD_CASE_EVENTS)],
  );
  const lost = events
    .filter(({ event }) => !heard.has(event))
    .map(({ event, type }) => `nobody heard of ${event} ${type}`);
  const doubled = [...heard]
    .filter(([, ids]) => ids.size > 1)
    .map(([event, ids]) => `${event} was heard of under ${[...ids].join(' and ')}`);
  return { lost, doubled, other: [], seen: heard.size };
}

/** Each step that fired is in the timeline once, and once it is told to whom it was escalated. */
export async function clocksOnce(desk: StandingDesk): Promise<Breaches & { readonly seen: number }> {
  const [fired] = await desk.query<{ steps: number }>('SELECT count(*)::int AS steps FROM clock_reminder');
  const twice = await desk.query<{ step: string; events: number }>(
    `SELECT concat_ws(' ', case_id, type, data ->> 'clock', data ->> 'step', data ->> 'startedAt') AS step, count(*)::int AS events
     FROM case_event WHERE type IN ('clock_due', 'clock_reminder', 'clock_escalated') GROUP BY 1 HAVING count(*) > 1`,
  );
  const doubled = twice.map(({ step, events }) => `${step} is in the timeline ${events} times`);
  return { lost: [], doubled, other: [], seen: fired?.steps ?? 0 };
}
