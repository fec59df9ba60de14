import { MEASURE_LEVELS } from '@thaw/registry/measures';
import {
  EVIDENCE_CODES,
  FILE_NAMES,
  MERCHANT_FACES,
  REASON_CODES,
  REFERENCE_VERSION,
  filesWanted,
  guidanceFor,
  referenceOf,
  wouldTipOff,
  type EvidenceCode,
  type ReasonCode,
} from './index';

/** The desk's table of reasons, by hand: required items, class, levels ("refunds off" is F3), outcomes, steps. */
const TABLE: { readonly [code in ReasonCode]: readonly [items: string, sla: string, levels: string, outcomes: string, steps: string] } = {
  CASHOUT: ['E01 E02 E03 E05 E07', 'P3', 'F2 F3', 'U UR T B', 'limits set; credit off for trial; watch 30 d'],
  ROUND_PATTERN: ['E01 E02', 'P3', 'F1', 'U UR', 'slip sample checked'],
  LIMIT_BREACH: ['E01 E02 E05', 'P3', 'F1 F2', 'U UR', 'limit re-rated'],
  OUT_OF_HOURS: ['E01 E07', 'P3', 'F1', 'U UR', 'hours profile corrected'],
  CARD_REPEAT: ['E01 E02 E09', 'P3', 'F1', 'U UR', 'slip sample checked'],
  CREDIT_ONLY: ['E01 E02 E14', 'P3', 'F0 F1', 'U UR', 'profile corrected'],
  MCC_MISUSE: ['E04 E07 E14', 'P3', 'F2', 'RM U T', 'MCC corrected; fee re-rated'],
  ERQING: ['E05 E13 E15', 'P2', 'F4 F5', 'RM T B', 'direct settlement proved'],
  RELOCATION: ['E07 E08 E10', 'P3', 'F4', 'RL U T', 'address rebound; site visit'],
  BINDING_MISMATCH: ['E04 E10 E15', 'P2', 'F4', 'RM RP T', 'five items refiled'],
  SWITCHED_APP: ['E10 E11', 'P2', 'F4', 'RP T', 're-flashed; keys; re-certified'],
  COUNTERFEIT: ['E01 E09 E19', 'P1', 'F4 F5', 'U T B', 'chip only; cashier training'],
  SKIMMING: ['E10 E11 E12 E19', 'P1', 'F4 F6', 'RP RM T B', 'device seized; replaced'],
  TAMPER: ['E10 E11', 'P1', 'F4', 'RP U', 'vendor report; new keys'],
  MALWARE: ['E11 E12', 'P1', 'F4', 'RM RP', 'clean image; version current; virus database current; independent re-scan'],
  AML: ['E02 E05 E13', 'P2', 'F2 F4', 'U UR T K', 'enhanced due diligence; no tipping-off'],
  GAMBLING_FRAUD: ['E02 E05 E13 E17', 'P1', 'F4 F5', 'U T B K', ''],
  REFUND_ABUSE: ['E01 E16', 'P3', 'F3', 'U UR T', 'refund to original card only'],
  CARD_TESTING: ['E12 E19', 'P1', 'F4', 'RM U', 'velocity caps'],
  CHARGEBACK: ['E01 E02 E03', 'P3', 'F2', 'RM T B', 'reduction plan'],
  RETRIEVAL_DEFAULT: ['E01', 'P3', 'F2', 'U RM', 'slip filing process'],
  KYC_EXPIRED: ['E04 E13', 'P3', 'F1 F4', 'U T', 'renewed'],
  HARDWARE: ['E10', 'P4', 'F0', 'RP U', 'repaired'],
  AUTHORITY_ORDER: ['E17', 'P1', 'F5', 'K U', 'only the authority lifts'],
}; // prettier-ignore

/** Each phrase of the table's last column, and the step that it is, by hand. */
const STEP_OF: Readonly<Record<string, string>> = {
  'limits set': 'limits_set', 'credit off for trial': 'credit_off_trial', 'watch 30 d': 'watch_30_days',
  'slip sample checked': 'slip_sample_checked', 'limit re-rated': 'limit_re_rated', 'hours profile corrected': 'hours_corrected',
  'profile corrected': 'profile_corrected', 'MCC corrected': 'mcc_corrected', 'fee re-rated': 'fee_re_rated',
  'direct settlement proved': 'direct_settlement_proved', 'address rebound': 'address_rebound', 'site visit': 'site_visit',
  'five items refiled': 'five_items_refiled', 're-flashed': 're_flashed', keys: 'keys_loaded', 're-certified': 're_certified',
  'chip only': 'chip_only', 'cashier training': 'cashier_training', 'device seized': 'device_seized', replaced: 'device_replaced',
  'vendor report': 'vendor_report', 'new keys': 'keys_loaded', 'clean image': 'clean_image', 'version current': 'software_current',
  'virus database current': 'virus_database_current', 'independent re-scan': 'independent_rescan',
  'enhanced due diligence': 'enhanced_due_diligence', 'no tipping-off': 'no_tipping_off',
  'refund to original card only': 'refund_to_original_card', 'velocity caps': 'velocity_caps', 'reduction plan': 'reduction_plan',
  'slip filing process': 'slip_filing_process', renewed: 'documents_renewed', repaired: 'repaired',
  'only the authority lifts': 'authority_lifts',
}; // prettier-ignore

/** Who supplies what, by hand: not the merchant's are E11, E12 (vendor) and E17 (authority). */
const NOT_THE_MERCHANTS: Readonly<Record<string, string>> = {
  E11: 'vendor',
  E12: 'vendor',
  E17: 'authority',
};
/** The desk's list has no E06 and no E18. */
const ITEMS = 'E01 E02 E03 E04 E05 E07 E08 E09 E10 E11 E12 E13 E14 E15 E16 E17 E19'.split(' ');

describe.each([1, 2])('version %i', (version) => {
  const reference = referenceOf(version);

  it.each(REASON_CODES)('%s: every column of the desk’s table', (code) => {
    const { requirements, sla, levels, outcomes, steps } = reference.reasons[code];
    const required = requirements.filter(({ level }) => level === 'required').map((each) => each.code);
    expect([required.join(' '), sla, levels.join(' '), outcomes.join(' ')]).toEqual(TABLE[code].slice(0, 4));
    const phrases = TABLE[code][4].split('; ').filter((phrase) => phrase !== '');
    expect(steps.map(({ step }) => step)).toEqual(phrases.map((phrase) => STEP_OF[phrase]));
    expect(levels.every((level) => MEASURE_LEVELS.includes(level))).toBe(true);
  });

  it('says of every reason how long and how often its decision can be appealed against', () => {
    for (const { appealWindowDays, appealRounds } of Object.values(reference.reasons)) {
      expect([appealWindowDays, appealRounds]).toEqual([15, 2]);
    }
    expect(reference.usualAppeal).toEqual({ windowDays: 15, rounds: 2 });
  });

  it('asks for steps only under outcomes that the reason has and that give trading back', () => {
    for (const { steps, outcomes } of Object.values(reference.reasons)) {
      for (const step of steps) {
        expect(step.outcomes.length).toBeGreaterThan(0);
        for (const outcome of step.outcomes) {
          expect(outcomes).toContain(outcome);
          expect(['U', 'UR', 'RM', 'RP', 'RL']).toContain(outcome);
        }
      }
    }
  });

  it('asks for steps under an unfreeze only where that is the reason’s one way back', () => {
    const waysBack = (outcomes: readonly string[]) =>
      outcomes.filter((each) => !['T', 'B', 'K'].includes(each));
    for (const [code, { steps, outcomes }] of Object.entries(reference.reasons)) {
      const underU = steps.some((step) => step.outcomes.includes('U'));
      const sole = waysBack(outcomes).join() === 'U';
      expect([code, underU]).toEqual([code, sole && code !== 'GAMBLING_FRAUD']);
    }
  });

  it('knows the desk’s items, each with its supplier, words in both languages and kinds of file', () => {
    expect(Object.keys(reference.items)).toEqual(ITEMS);
    for (const [code, { supplier, title, guidance, files }] of Object.entries(reference.items)) {
      expect([code, supplier]).toEqual([code, NOT_THE_MERCHANTS[code] ?? 'merchant']);
      for (const words of [title, guidance]) {
        expect(words.zh).toMatch(/\p{Script=Han}/u);
        expect(words.en).toMatch(/[a-z]{3}/i);
        expect(words.en).not.toMatch(/\p{Script=Han}/u);
      }
      expect(files.types.length).toBeGreaterThan(0);
      expect(files.types.every((type) => type in FILE_NAMES)).toBe(true);
      expect(files.min).toBeGreaterThanOrEqual(1);
      if (files.max !== null) expect(files.max).toBeGreaterThanOrEqual(files.min);
    }
  });

  it('gives every step words in both languages', () => {
    for (const { title, guidance } of Object.values(reference.steps)) {
      for (const words of [title, guidance]) {
        expect(words.zh).toMatch(/\p{Script=Han}/u);
        expect(words.en).not.toMatch(/\p{Script=Han}/u);
      }
    }
  });
});

it('adds optional and alternative items to the column, and takes nothing from it', () => {
  for (const code of REASON_CODES) {
    const { requirements } = referenceOf(REFERENCE_VERSION).reasons[code];
    const named = requirements.map((each) => each.code);
    expect(new Set(named).size).toBe(named.length);
    for (const { level, standsInFor } of requirements) {
      expect(standsInFor !== null).toBe(level === 'alternative');
      if (standsInFor) expect(TABLE[code][0].split(' ')).toContain(standsInFor);
    }
  }
});

it('keeps under version 1 what it asked for: no optional item, no alternative, any number of files', () => {
  const { reasons, items } = referenceOf(1);
  for (const { requirements } of Object.values(reasons)) {
    expect(requirements.every(({ level, files, guidance }) => level === 'required' && !files && !guidance)).toBe(true);
  }
  for (const { files } of Object.values(items)) {
    expect(files).toEqual({ types: ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'application/pdf'], min: 1, max: null });
  }
  expect(() => referenceOf(3)).toThrow('version 3');
}); // prettier-ignore

it('tells reasons of a face apart by nothing that a merchant reads, where one of them must not be told', () => {
  const reference = referenceOf(REFERENCE_VERSION);
  const guarded = REASON_CODES.filter(wouldTipOff);
  expect(guarded).toEqual(['AML', 'GAMBLING_FRAUD', 'AUTHORITY_ORDER']);
  const faces = guarded.map((code) => reference.reasons[code].face);
  const alike = REASON_CODES.filter((code) => faces.includes(reference.reasons[code].face));
  expect(alike.length).toBeGreaterThan(10);
  const shown = (reasonCode: ReasonCode | null, code: EvidenceCode) => [
    filesWanted(reference, reasonCode, code),
    guidanceFor(reference, reasonCode, code),
  ];
  for (const reasonCode of alike) {
    for (const code of EVIDENCE_CODES) expect(shown(reasonCode, code)).toEqual(shown(null, code));
    // Also under an order of an authority there is something to ask the merchant for before it is kept.
    expect(MERCHANT_FACES[reference.reasons[reasonCode].face].documents.length).toBeGreaterThan(0);
    const { appealWindowDays: windowDays, appealRounds: rounds } = reference.reasons[reasonCode];
    expect({ windowDays, rounds }).toEqual(reference.usualAppeal);
    expect(reference.reasons[reasonCode].requirements.some(({ level }) => level === 'alternative')).toBe(
      false,
    );
  }
});

it('says more of an item where the reason does', () => {
  const reference = referenceOf(REFERENCE_VERSION);
  expect(guidanceFor(reference, 'RELOCATION', 'E08').en).toBe(
    'Lease or title of the place of business with the address readable. For the new place.',
  );
  expect(filesWanted(reference, 'BINDING_MISMATCH', 'E10')).toMatchObject({ min: 2, max: 30 });
  expect(filesWanted(reference, 'TAMPER', 'E10')).toMatchObject({ min: 2, max: 10 });
});
