import type { Bilingual } from '@thaw/kernel';
import type { EventAnswer } from './answers';
import { EVENT_WORDS, STATE_WORDS } from './event-words';
import type { CaseScene, Player } from './scene';
import { padTo, textWidth } from '../text-width';

const PART_WORDS: Readonly<Record<string, Bilingual>> = {
  clock: { zh: '时钟', en: 'clock' },
  gateway: { zh: '终端系统', en: 'terminal system' },
  worker: { zh: '后台任务', en: 'worker' },
};

/** The case from its first event to its last, as the desk keeps it. */
export async function showTimeline(scene: CaseScene): Promise<void> {
  const { teller, cast, number, time } = scene;
  const { locale } = teller;
  const path = `/v1/cases/${number}/timeline`;
  const { body } = await cast.agent.door.get<{ items: readonly EventAnswer[] }>(path);
  const { body: merchants } = await cast.merchant.door.get<{ items: readonly object[] }>(path);
  teller.chapter({
    zh: `时间线 ${number}（${time.timeZone}）`,
    en: `Timeline of ${number} (${time.timeZone})`,
  });
  const rows = body.items.map((event) => [
    time.moment(event.at),
    whoOf(scene, event)[locale],
    [EVENT_WORDS[event.type]?.[locale] ?? event.type, noteOf(event)[locale]].filter(Boolean).join('  '),
    event.fromState === event.toState ? '' : `→ ${STATE_WORDS[event.toState]?.[locale] ?? event.toState}`,
  ]);
  const heads = { zh: ['时间', '谁', '事件', '状态'], en: ['time', 'who', 'what', 'state'] }[locale];
  const widths = heads.map((head, i) =>
    Math.max(...[head, ...rows.map((row) => row[i] ?? '')].map(textWidth)),
  );
  const lineOf = (cells: readonly string[]): string =>
    `  ${cells.map((cell, i) => padTo(cell, widths[i] ?? 0)).join('   ')}`.trimEnd();
  teller.line(teller.dim(lineOf(heads)));
  for (const row of rows) teller.line(lineOf(row));
  teller.say({
    zh: `  共 ${body.items.length} 个事件；商户看到其中 ${merchants.items.length} 个。`,
    en: `  ${body.items.length} events, of which the merchant sees ${merchants.items.length}.`,
  });
}

function whoOf({ cast }: CaseScene, { actor }: EventAnswer): Bilingual {
  const [kind = '', id = ''] = actor.split(':');
  if (kind === 'system') return PART_WORDS[id] ?? { zh: id, en: id };
  return (
    (Object.values(cast) as Player[]).find((player) => player.id === id)?.who ?? { zh: actor, en: actor }
  );
}

/** What of an event's data a reader wants to know at a glance. */
function noteOf({ type, data }: EventAnswer): Bilingual {
  const same = (text: string): Bilingual => ({ zh: text, en: text });
  const of = (name: string): string => textOf(data[name]);
  switch (type) {
    case 'history_imported':
    case 'history_import_cancelled':
      return {
        zh: `入库 ${of('accepted')}，重复 ${of('duplicates')}，退回 ${of('rejected')}`,
        en: `${of('accepted')} taken in, ${of('duplicates')} duplicates, ${of('rejected')} rejected`,
      };
    case 'scan_finished':
      return {
        zh: `命中 ${of('findings')}，得分 ${of('score')}`,
        en: `${of('findings')} findings, score ${of('score')}`,
      };
    case 'request_evidence':
      return same(of('codes'));
    case 'clock_reminder':
      return same(`${of('clock')} ${of('step')} %`);
    case 'clock_due':
      return same(of('clock'));
    case 'letter_delivered':
      return same(of('template'));
    case 'appeal_overturned':
      return same(`${of('extent')}, ${of('outcome')}`);
    case 'triage':
      return same(of('reasonCode'));
    case 'restore_confirmed':
      return { zh: `${of('commands')} 条指令`, en: `${of('commands')} commands` };
    default:
      return same(of('outcome') || of('code'));
  }
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}
