import type { Bilingual } from '@thaw/kernel';
import { FINDING_FIELDS, canonicalField } from './findings-digest';
import type { Finding } from './rules';

/** Why a scan cannot be run again as it was. */
export const REPLAY_OBSTACLES = ['not_finished', 'not_recorded', 'rule_gone', 'rows_gone'] as const;
export type ReplayObstacle = (typeof REPLAY_OBSTACLES)[number];

/** The first thing that is not as it was. */
export type ReplayDifference =
  | { readonly part: 'facts' | 'history' }
  | {
      readonly part: 'findings';
      /** From 0, in the order of the scan. */
      readonly ordinal: number;
      readonly rule: string;
      /** Without the card's token. */
      readonly key: string;
      /** Null where one side has no such finding. */
      readonly field: string | null;
      /** As much of both as lies around their first difference; `differs` where that is the card. */
      readonly stored: string | null;
      readonly replayed: string | null;
    }
  /** The findings are as they are stored, but the digest that was stored with them is not theirs. */
  | { readonly part: 'findings_digest' };

/** SHA-256 in hex; null where it was not come to. */
export interface ReplayDigests {
  readonly history: string | null;
  readonly findings: string | null;
}

export interface ReplayVerdict {
  readonly outcome: 'same' | 'differs' | 'impossible';
  readonly obstacle: ReplayObstacle | null;
  readonly difference: ReplayDifference | null;
  /** As they were kept with the scan, and as they came now. */
  readonly stored: ReplayDigests;
  readonly replayed: ReplayDigests;
}

/** What the verdict means, for people. */
export function replayWords({
  outcome,
  obstacle,
  difference,
}: Omit<ReplayVerdict, 'stored' | 'replayed'>): Bilingual {
  if (obstacle !== null) return OBSTACLES[obstacle];
  if (difference !== null) return DIFFERENCES[difference.part];
  return outcome === 'same'
    ? { zh: '重放结果与当时保存的完全一致。', en: 'The replay gives the very findings that were stored.' }
    : { zh: '重放结果与当时保存的不一致。', en: 'The replay does not give what was stored.' };
}

const OBSTACLES: Readonly<Record<ReplayObstacle, Bilingual>> = {
  not_finished: {
    zh: '该扫描没有完成，无从重放。请等待其完成，或重新扫描。',
    en: 'The scan has not finished, so there is nothing to replay. Wait for it, or scan again.',
  },
  not_recorded: {
    zh: '该扫描早于重放功能，当时没有保存摘要。请重新扫描。',
    en: 'The scan is older than replays: no digests were kept with it. Scan again.',
  },
  rule_gone: {
    zh: '当前版本已没有当时使用的规则版本。请用当时的版本重放。',
    en: 'This build no longer has a rule as it was then. Replay it with the build of that time.',
  },
  rows_gone: {
    zh: '当时的部分流水已不在库中（例如过期清理），无法重放。',
    en: 'Some of the rows of that time are no longer kept (dropped with age, say): it cannot be replayed.',
  },
};

const DIFFERENCES: Readonly<Record<ReplayDifference['part'], Bilingual>> = {
  facts: {
    zh: '与扫描一起保存的终端资料已被改动。',
    en: 'The facts kept with the scan are not those that it was run with.',
  },
  history: {
    zh: '流水与当时扫描的不同：有记录被改动。',
    en: 'The history is not the one that was scanned: rows have been altered.',
  },
  findings: {
    zh: '保存的命中与重放得到的不同。',
    en: 'The stored findings are not those that the replay gives.',
  },
  findings_digest: {
    zh: '命中一致，但与其摘要不符：摘要已被改动。',
    en: 'The findings agree, but the digest kept with them is not theirs: it was altered.',
  },
};

/** The first finding in which both lists differ, and its first field; null where they are the same. */
export function firstDifference(
  stored: readonly Finding[],
  replayed: readonly Finding[],
): ReplayDifference | null {
  for (let ordinal = 0; ordinal < Math.max(stored.length, replayed.length); ordinal++) {
    const [was, is] = [stored[ordinal], replayed[ordinal]];
    const field =
      was && is
        ? FINDING_FIELDS.find((name) => canonicalField(was, name) !== canonicalField(is, name))
        : null;
    if (field === undefined) continue;
    const told = (was ?? is) as Finding;
    const cards = [was?.card, is?.card].filter((card) => typeof card === 'string');
    const withoutCards = (text: string): string =>
      cards.reduce((rest, card) => rest.replaceAll(card, '*'), text);
    const head = { ordinal, rule: told.rule, key: withoutCards(told.key) };
    const sides =
      was && is && field !== null
        ? aroundDifference(withoutCards(canonicalField(was, field)), withoutCards(canonicalField(is, field)))
        : { stored: null, replayed: null };
    return { part: 'findings', ...head, field, ...sides };
  }
  return null;
}

/** Fields such as the ids of transactions can be megabytes. */
const SHOWN_BEFORE = 100;
const SHOWN = 500;

/** What is alike here differs in the card alone. */
function aroundDifference(stored: string, replayed: string): { stored: string; replayed: string } {
  if (stored === replayed) return { stored: 'differs', replayed: 'differs' };
  let at = 0;
  while (stored[at] === replayed[at]) at += 1;
  const from = Math.max(0, at - SHOWN_BEFORE);
  const cut = (text: string): string =>
    `${from > 0 ? '…' : ''}${text.slice(from, from + SHOWN)}${text.length > from + SHOWN ? '…' : ''}`;
  return { stored: cut(stored), replayed: cut(replayed) };
}
