import type { Bilingual, Zone } from '@thaw/kernel';
import type { merchantCase } from '../views/merchant-case.view';
import type { staffCase } from '../views/staff-case.view';
import type { TemplateValues } from './template-text';
import type { TemplateFace } from './template-variables';

/** A case as each side reads it: whatever a template says of it is taken from here. */
export interface CaseFaces {
  readonly merchant: ReturnType<typeof merchantCase>;
  readonly staff: ReturnType<typeof staffCase>;
}

export interface TemplateMoment {
  readonly now: Date;
  readonly zone: Zone;
}

/** What the variables of a face stand for on this case now. Those of the merchant's rest on the merchant's view alone. */
export function templateValues(face: TemplateFace, faces: CaseFaces, moment: TemplateMoment): TemplateValues {
  const shown = merchantValues(faces, moment);
  return face === 'merchant' ? shown : { ...shown, ...staffValues(faces, moment) };
}

function merchantValues({ merchant, staff }: CaseFaces, { now, zone }: TemplateMoment): TemplateValues {
  const wanted = merchant.evidence.items.filter(isWanted).map(({ title }) => title);
  return {
    'case.number': same(merchant.number),
    'case.subject': merchant.reason,
    'case.opened_on': day(zone, merchant.openedAt),
    // Who they are, which no reason changes.
    'merchant.name': same(staff.terminal.merchant.name),
    'merchant.number': same(merchant.terminal.merchantNo),
    'terminal.number': same(merchant.terminal.terminalNo),
    'documents.wanted':
      wanted.length === 0
        ? null
        : { zh: wanted.map(({ zh }) => zh).join('、'), en: wanted.map(({ en }) => en).join(', ') },
    'documents.due': instant(zone, merchant.evidence.dueAt),
    'appeal.until': instant(zone, merchant.appeal.until),
    today: day(zone, now),
  };
}

function staffValues({ staff }: CaseFaces, { zone }: TemplateMoment): TemplateValues {
  const decision = staff.clocks.find(({ kind, stoppedAt }) => kind === 'decision' && stoppedAt === null);
  return {
    'case.reason': staff.reason?.title ?? null,
    'case.state': same(staff.state),
    'case.queue': staff.queue === null ? null : same(staff.queue),
    'case.priority': same(String(staff.priority)),
    'decision.due': instant(zone, decision?.dueAt ?? null),
  };
}

type ShownItem = CaseFaces['merchant']['evidence']['items'][number];

const isWanted = ({ standing: { requested, supplied, assessment, satisfied } }: ShownItem): boolean =>
  requested && !satisfied && (!supplied || assessment === 'rejected');

const same = (text: string): Bilingual => ({ zh: text, en: text });

const day = (zone: Zone, at: Date): Bilingual => same(zone.dateText(at.getTime()));

/** In the desk's time zone, which is named: a merchant may read it in another. */
function instant(zone: Zone, at: Date | null): Bilingual | null {
  if (at === null) return null;
  const local = new Date(at.getTime() + zone.offsetAt(at.getTime())).toISOString();
  return same(`${local.slice(0, 10)} ${local.slice(11, 16)} (${zone.name})`);
}
