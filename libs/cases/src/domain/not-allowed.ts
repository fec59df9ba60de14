import type { ActionName } from './actions';
import type { Persona } from './personas';
import type { Refusal } from './refusal';
import { MERCHANT_STATUS, type CaseState } from './states';

/** That the state does not allow the action. A merchant is never told which desk step the case is in. */
export function notAllowed(
  action: ActionName,
  state: CaseState | 'none',
  personas: readonly Persona[],
): Refusal {
  const shown = state !== 'none' && personas.includes('merchant') ? MERCHANT_STATUS[state] : state;
  return {
    code: 'ACTION_NOT_ALLOWED',
    rule: `${action}.from`,
    why: {
      zh: `案件当前状态（${shown}）下不能执行此操作。`,
      en: `A case that is ${shown.replaceAll('_', ' ')} does not allow this.`,
    },
  };
}
