import { MERCHANT_FACES, REFERENCE_VERSION, referenceOf } from '@thaw/cases/domain';
import type { Bilingual } from '@thaw/kernel';
import {
  ADVICE_BY_FACE,
  ADVICE_BY_REASON,
  ADVICE_ITEMS,
  ADVICE_SUBJECTS,
  ADVICE_VERSION,
} from '@thaw/registry';
import type { AdviceForItem, AdvicePage } from './advice.dto';

/** The page of prevention. What merchants read of it is the same for all of them, whatever their cases are about. */
export function advicePage({ withReasons }: { readonly withReasons: boolean }): AdvicePage {
  const items = Object.entries(ADVICE_ITEMS);
  return {
    version: ADVICE_VERSION,
    subjects: Object.entries(ADVICE_SUBJECTS).map(([code, title]) => ({
      code,
      title,
      items: items
        .filter(([, { subject }]) => subject === code)
        .map(([itemCode, { text }]) => ({ code: itemCode, text })),
    })),
    byFace: adviceFor(MERCHANT_FACES, ADVICE_BY_FACE),
    ...(withReasons && { byReason: adviceFor(referenceOf(REFERENCE_VERSION).reasons, ADVICE_BY_REASON) }),
  };
}

const adviceFor = (
  named: Readonly<Record<string, { readonly title: Bilingual }>>,
  advice: Readonly<Record<string, readonly string[]>>,
): readonly AdviceForItem[] =>
  Object.entries(named).map(([code, { title }]) => ({ code, title, advice: advice[code] ?? [] }));
