import type { Zone } from '@thaw/kernel';
import { detailOf, markText, momentMark } from './finding-text';
import { FromFacts } from './from-facts';
import { metresBetween } from './metres-between';
import { defineRule, type FindingHead, type LocationFix, type ParameterSpecs, type Place } from './rule';

/** How far from its registered address a terminal may stand, unless a rule set says otherwise. */
export const RELOCATION_RADIUS_METRES = 500;

const parameters = {
  radius: {
    default: RELOCATION_RADIUS_METRES,
    min: 10,
    max: 1_000_000,
    unit: 'metres',
    label: { zh: '允许偏离的距离（含）', en: 'Distance that does not fire' },
  },
  speed: {
    default: 120,
    min: 1,
    max: 10_000,
    unit: 'km_per_hour',
    label: { zh: '两次定位之间的最高时速（含）', en: 'Speed between two fixes that does not fire' },
  },
} satisfies ParameterSpecs;

interface State {
  readonly findings: FromFacts<readonly FindingHead[]>;
}

/** Two fixes of one instant in two places have no speed; this stands for it. */
const FASTEST = 99_999;

/**
 * X8: the terminal was seen more than 500 m from its registered address, or moved between two fixes, one after the other,
 * faster than 120 km/h. It must have moved more than the same 500 m: closer fixes of one instant are what a receiver's
 * error looks like. One finding per fix or jump, which is made of fixes and so has no transactions. Distances are whole
 * metres on a sphere. Silent without fixes; without a registered address it sees jumps only. 银发〔2021〕259号 holds the
 * acquirer to know where a terminal is.
 */
export const relocation = defineRule<typeof parameters, State>({
  code: 'X8',
  version: 1,
  name: 'relocation',
  title: { zh: '终端移机', en: 'Terminal moved' },
  merchantExplanation: {
    zh: '终端的使用位置与登记的安装地址不一致，需要核实。搬迁、临时参展都可能如此，请提供现址的店面照片和经营场所证明。',
    en:
      'The terminal was used away from the address where it is registered, and we would like to confirm that. A move or ' +
      'a fair can explain it; please provide photos of the present shop and proof of the premises.',
  },
  parameters,
  weight: 10,
  needs: ['fixes'],
  lookBackDays: 0,
  folds: [],

  start({ radius, speed }, { fixes, site }, zone) {
    const inOrder = (fixes ?? []).toSorted((a, b) => a.at - b.at || a.id - b.id);
    const findings = inOrder.flatMap((fix, i) => {
      const before = inOrder[i - 1];
      return [
        ...(site === null ? [] : farFrom(site, fix, radius, zone)),
        ...(before === undefined ? [] : jump(before, fix, radius, speed, zone)),
      ];
    });
    return { findings: new FromFacts(findings) };
  },

  step() {
    // Fixes are facts: no record of the stream changes them.
  },

  finish({ findings }, out) {
    for (const head of findings.value) out.put(head, []);
  },

  explain(finding, { radius }) {
    const [from, to] = [markText(detailOf(finding, 'fromMark')), markText(detailOf(finding, 'toMark'))];
    const { measured, threshold } = finding;
    if (finding.unit === 'metres') {
      return {
        zh: `${to} 终端定位距登记地址 ${measured} 米，超过 ${threshold} 米。`,
        en: `At ${to} the terminal was ${measured} m from its registered address; fires above ${threshold} m.`,
      };
    }
    const metres = detailOf(finding, 'metres');
    return {
      zh: `${from} 至 ${to} 终端定位移动 ${metres} 米，时速 ${measured} 公里；移动超过 ${radius} 米且时速超过 ${threshold} 公里即命中。`,
      en:
        `From ${from} to ${to} the terminal moved ${metres} m, at ${measured} km/h; fires above ${threshold} km/h ` +
        `over more than ${radius} m.`,
    };
  },
});

function farFrom(site: Place, fix: LocationFix, radius: number, zone: Zone): FindingHead[] {
  const metres = metresBetween(site, fix);
  if (metres <= radius) return [];
  return [
    headOf(`fix|${fix.id}`, fix, fix, { measured: metres, threshold: radius, unit: 'metres', metres }, zone),
  ];
}

function jump(
  before: LocationFix,
  fix: LocationFix,
  radius: number,
  speed: number,
  zone: Zone,
): FindingHead[] {
  const metres = metresBetween(before, fix);
  const ms = fix.at - before.at;
  // In whole numbers: metres / ms × 3,600 are km/h.
  if (metres <= radius || metres * 3600 <= speed * ms) return [];
  const measured = ms === 0 ? FASTEST : Math.min(FASTEST, Math.ceil((metres * 3600) / ms));
  return [
    headOf(`jump|${fix.id}`, before, fix, { measured, threshold: speed, unit: 'km_per_hour', metres }, zone),
  ];
}

function headOf(
  key: string,
  before: LocationFix,
  fix: LocationFix,
  { metres, ...measure }: Pick<FindingHead, 'measured' | 'threshold' | 'unit'> & { readonly metres: number },
  zone: Zone,
): FindingHead {
  const markOf = ({ at }: LocationFix): number => momentMark(zone.dayOf(at), zone.secondOfDay(at));
  const details = { fromMark: markOf(before), toMark: markOf(fix), metres };
  return { key, card: null, from: before.at, to: fix.at, count: 0, sumFen: 0, ...measure, details };
}
