import type { Bilingual } from '@thaw/kernel';
import { MEASURE_LEVELS, MEASURE_LEVEL_WORDS, type MeasureLevel } from '@thaw/registry/measures';
import type { ReasonCode, ReferenceData } from './reference';

/**
 * A measure has to be in proportion to why it was set (AML Law 2024, art. 30): one above all that are usual under the
 * reason is warned of, never refused. @returns null where there is nothing to warn of.
 */
export function outOfProportion(
  reference: ReferenceData,
  reasonCode: ReasonCode | null,
  level: MeasureLevel,
): Bilingual | null {
  if (reasonCode === null) return null;
  const { levels, title } = reference.reasons[reasonCode];
  const most = Math.max(...levels.map((usual) => MEASURE_LEVELS.indexOf(usual)));
  if (MEASURE_LEVELS.indexOf(level) <= most) return null;
  const usual = levels.join('、');
  const { name } = MEASURE_LEVEL_WORDS[level];
  return {
    zh: `${level}（${name.zh}）超出“${title.zh}”通常的措施（${usual}）：请确认其必要，或予以收窄。`,
    en: `${level} (${name.en}) is more than is usual for "${title.en}" (${levels.join(', ')}): make sure that it is needed, or narrow it.`,
  };
}
