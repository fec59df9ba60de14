import type { Bilingual } from '@thaw/kernel';
import type { Answer, Door } from './door';
import type { StaffCaseAnswer } from './answers';
import type { DeskTime } from './desk-time';
import type { HistorySource } from './history-source';
import type { Teller } from './teller';

/** Someone who takes part, at their own door. */
export interface Player {
  readonly who: Bilingual;
  /** The id by which the timeline names them: of a user, or of an API key. */
  readonly id: string;
  readonly door: Door;
}

export interface Cast {
  readonly admin: Player;
  readonly machine: Player;
  readonly merchant: Player;
  readonly agent: Player;
  /** Two, since nobody approves what they proposed. */
  readonly supervisor: Player;
  readonly otherSupervisor: Player;
  readonly reviewer: Player;
}

export interface Shop {
  readonly merchantNo: string;
  readonly terminalNo: string;
}

/** What every chapter needs. */
export interface Scene {
  readonly teller: Teller;
  readonly time: DeskTime;
  readonly cast: Cast;
  readonly shop: Shop;
  readonly history: HistorySource;
}

/** The scene once there is a case. */
export interface CaseScene extends Scene {
  readonly number: string;
}

export const caseOf = async <T = StaffCaseAnswer>({ number }: CaseScene, { door }: Player): Promise<T> =>
  (await door.get<T>(`/v1/cases/${number}`)).body;

/**
 * Takes an action on the case as it stands now.
 * @param expect the status that is right here, where it is a refusal.
 */
export async function act<T = StaffCaseAnswer>(
  scene: CaseScene,
  player: Player,
  action: string,
  payload: object = {},
  expect?: number,
): Promise<Answer<T>> {
  const { version } = await caseOf(scene, player);
  const path = `/v1/cases/${scene.number}/actions/${action}`;
  return player.door.post<T>(path, { version, ...payload }, expect === undefined ? {} : { expect });
}
