import { DomainError, type Actor } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import type { ActionName } from '../domain';
import { readListing, type CaseListing } from '../listing/case-listing';
import type { SavedViewsQuery } from '../saved-views/saved-views.query';

/** One action takes so many cases at once. */
export const BULK_MOST = 200;

/** What can be done to many cases in the same words. All else says something of one case alone. */
export const BULK_ACTIONS = [
  'take',
  'assign',
  'hand_over',
  'triage',
  'note',
  'message',
  'set_follow_up',
  'clear_follow_up',
] as const satisfies readonly ActionName[];
export type BulkActionName = (typeof BULK_ACTIONS)[number];

/** After these a case is another’s, and can be given back to whose it was. */
const GIVES_AWAY: readonly ActionName[] = ['take', 'assign', 'hand_over', 'put_back'];
export const FOLLOWS_UP: readonly ActionName[] = ['set_follow_up', 'clear_follow_up'];
/** Nothing else can be taken back. */
export const UNDOABLE: readonly ActionName[] = [...GIVES_AWAY, ...FOLLOWS_UP];

/** What takes it back, case by case. */
export const undoneBy = (action: ActionName): 'put_back' | 'set_follow_up' =>
  FOLLOWS_UP.includes(action) ? 'set_follow_up' : 'put_back';

/** Which cases: exactly one of these. */
export interface ChosenCases {
  readonly numbers?: readonly string[] | undefined;
  /** Those of a saved view. */
  readonly viewId?: string | undefined;
  /** As a saved view says it, without being saved. */
  readonly listing?: unknown;
  /** All open cases of a person, who is away or leaves. */
  readonly ownerId?: string | undefined;
}

/** The numbers as they are named, or the listing of all of them. @throws DomainError INVALID_REQUEST · NOT_FOUND (the view) */
export async function readChosen(
  tx: Tx,
  actor: Actor,
  views: SavedViewsQuery,
  { numbers, viewId, listing, ownerId }: ChosenCases,
): Promise<{ readonly numbers: readonly string[] } | { readonly listing: CaseListing }> {
  const ways = [numbers, viewId, listing, ownerId].filter((way) => way !== undefined);
  if (ways.length !== 1)
    throw new DomainError('INVALID_REQUEST', {
      field: 'cases',
      detail: {
        zh: '请用 numbers、viewId、listing、ownerId 之一说明是哪些案件。',
        en: 'Say which cases by one of numbers, viewId, listing and ownerId.',
      },
    });
  if (numbers) return { numbers: [...new Set(numbers)] };
  if (viewId !== undefined) return { listing: (await views.viewOf(tx, actor, viewId)).listing };
  if (ownerId === undefined) return { listing: await views.known(tx, readListing(listing, 'cases.listing')) };
  return { listing: readListing({ conditions: [{ field: 'owner', op: 'is', values: [ownerId] }] }) };
}
