import type { Decision, Effect } from '../effects';
import type { CaseFacts } from '../facts';
import type { Persona } from '../personas';

/** A text of the desk that the merchant will read, and the field of the payload in which it came. */
export interface MerchantReads {
  readonly text: string;
  readonly field: string;
}

/**
 * What the desk's side says to the merchant by a decision. What the merchant said themselves is theirs, by whatever way it
 * came to the desk; by which way it came are the desk's words again.
 */
export function merchantReads(
  { persona, effects, event }: Decision & { readonly persona: Persona },
  facts: Pick<CaseFacts, 'items'>,
): readonly MerchantReads[] {
  if (persona === 'merchant') return [];
  const texts = effects.flatMap((effect) => said(effect, facts));
  const asked = event.type === 'request_evidence' ? (event.content?.text ?? null) : null;
  const { onBehalfChannel: channel, itemId } = event.data;
  return [
    ...texts,
    ...(asked === null ? [] : [{ text: asked, field: 'text' }]),
    ...(typeof channel === 'string' && isMerchants(itemId, facts)
      ? [{ text: channel, field: 'onBehalfChannel' }]
      : []),
  ];
}

/** Of an item that is another's to supply the merchant does not even know; of what is no item's, they do. */
const isMerchants = (itemId: unknown, { items }: Pick<CaseFacts, 'items'>): boolean =>
  itemId === undefined || items.find(({ id }) => id === itemId)?.supplier === 'merchant';

function said(effect: Effect, facts: Pick<CaseFacts, 'items'>): readonly MerchantReads[] {
  switch (effect.kind) {
    case 'send_message':
      return [{ text: effect.text, field: 'text' }];
    case 'notify_merchant': {
      const field = effect.template === 'objection_reply' ? 'objectionReply' : 'text';
      return effect.words === undefined ? [] : [{ text: effect.words, field }];
    }
    case 'open_proposal':
      return effect.answer ? [{ text: effect.answer.text, field: 'objectionReply' }] : [];
    case 'assess_item': {
      const isRead = effect.state === 'rejected' && isMerchants(effect.itemId, facts);
      return isRead && effect.reason !== null ? [{ text: effect.reason, field: 'text' }] : [];
    }
    case 'assess_slips':
      return effect.verdicts.flatMap(({ reason }, index) =>
        reason === null ? [] : [{ text: reason, field: `verdicts[${index}].text` }],
      );
    default:
      return [];
  }
}
