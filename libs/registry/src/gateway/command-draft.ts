import { randomUUID } from 'node:crypto';
import { DomainError } from '@thaw/kernel';
import type { Tx } from '@thaw/platform';
import { In } from 'typeorm';
import { invalidRequest } from '../invalid-request';
import { Measure } from '../measure.entity';
import {
  narrowedTerms,
  plainTerms,
  storedTerms,
  type CommandKind,
  type MeasureTerms,
  type NarrowingDraft,
} from '../measures';
import { GatewayCommand, type CommandParameters } from './gateway-command.entity';

/** What is to be done to one measure of a case. */
export type MeasureCommand =
  | { readonly kind: 'freeze' | 'lift'; readonly measureId: string }
  | { readonly kind: 'narrow'; readonly measureId: string; readonly to: NarrowingDraft }
  /** Held money that goes to the merchant; null: all of it. */
  | { readonly kind: 'release'; readonly measureId: string; readonly amountFen: number | null };

/** What is to be done with a device; the room that orders it keeps the bindings. */
export interface DeviceCommand {
  readonly kind: 'bind' | 'retire';
  readonly serialNo: string;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The command that it takes back. */
  readonly reversesId?: string;
}

export type CommandDraft = MeasureCommand | DeviceCommand;

/** What a command says, of all that its row holds. */
export interface CommandContent {
  readonly kind: CommandKind;
  readonly measureId: string | null;
  readonly serialNo: string | null;
  readonly parameters: CommandParameters;
  readonly reversesId?: string | null;
}

const isOfDevice = (draft: CommandDraft): draft is DeviceCommand =>
  draft.kind === 'bind' || draft.kind === 'retire';

/**
 * The commands that drafts come to: what lifts a measure that holds money, or narrows it to one that holds less, is
 * followed by the release of that money.
 * @throws DomainError GUARD_REFUSED (a measure of another case, no longer in force, or with a command under way) ·
 * INVALID_REQUEST (narrowing, or a measure named twice)
 */
export async function contentsOf(
  tx: Tx,
  caseId: string,
  drafts: readonly CommandDraft[],
): Promise<readonly CommandContent[]> {
  const measures = await measuresOf(tx, caseId, drafts);
  const contents = drafts.map((draft): CommandContent => {
    if (isOfDevice(draft)) {
      return { kind: draft.kind, measureId: null, serialNo: draft.serialNo, parameters: draft.parameters ?? {}, reversesId: draft.reversesId ?? null };
    }
    return { kind: draft.kind, measureId: draft.measureId, serialNo: null, parameters: parametersOf(draft, measures) };
  }); // prettier-ignore
  return [...contents, ...contents.flatMap((content) => releaseWith(content, measures))];
}

function parametersOf(draft: MeasureCommand, measures: ReadonlyMap<string, Measure>): CommandParameters {
  const measure = measures.get(draft.measureId);
  if (!measure) throw new Error('a command is about a measure in force');
  switch (draft.kind) {
    case 'lift':
      return {};
    case 'narrow':
      return { ...storedTerms(narrowedTerms(held(measure), draft.to)), becomes: randomUUID() };
    case 'freeze':
      return { ...storedTerms(plainTerms(measure)), replaces: measure.replacesId };
    case 'release':
      return { amountFen: releasable(measure, draft.amountFen) };
  }
}

/** Terms as they stand: money that was released is no longer held. */
const held = (measure: Measure): MeasureTerms =>
  measure.releasedAt === null
    ? measure
    : { ...plainTerms(measure), heldAmountFen: null, heldGround: null, releaseAt: null };

function releasable(
  { heldAmountFen, heldGround, releasedAt }: Measure,
  wanted: number | null,
): number | null {
  if (releasedAt !== null || (heldAmountFen === null && heldGround === null)) {
    throw new DomainError('GUARD_REFUSED', {
      rule: 'release.held',
      field: 'measureId',
      detail: { zh: '该措施没有暂扣资金。', en: 'That measure holds no money.' },
    });
  }
  if (wanted === null) return null;
  const isWhole = Number.isSafeInteger(wanted) && wanted > 0;
  if (isWhole && (heldAmountFen === null || wanted <= heldAmountFen)) return wanted;
  const most = heldAmountFen === null ? '' : `，最多 ${heldAmountFen}`;
  const atMost = heldAmountFen === null ? '' : ` and at most ${heldAmountFen}`;
  throw invalidRequest(
    'amountFen',
    `释放金额应为大于零的整数分${most}。`,
    `What is released is a whole number of fen, at least 1${atMost}.`,
  );
}

function releaseWith(
  { kind, measureId, parameters }: CommandContent,
  measures: ReadonlyMap<string, Measure>,
): CommandContent[] {
  const measure = measureId === null ? undefined : measures.get(measureId);
  if (!measure || (kind !== 'lift' && kind !== 'narrow')) return [];
  const { heldAmountFen, heldGround } = held(measure);
  if (heldAmountFen === null && heldGround === null) return [];
  const left = kind === 'lift' ? null : (parameters as MeasureTerms).heldAmountFen;
  const goesOn = kind === 'narrow' && (parameters as MeasureTerms).heldGround !== null;
  if (goesOn && left === heldAmountFen) return [];
  const amountFen = heldAmountFen === null || left === null ? null : heldAmountFen - left;
  return [{ kind: 'release', measureId, serialNo: null, parameters: { amountFen } }];
}

async function measuresOf(
  tx: Tx,
  caseId: string,
  drafts: readonly CommandDraft[],
): Promise<ReadonlyMap<string, Measure>> {
  const ids = drafts.flatMap((draft) => (isOfDevice(draft) ? [] : [draft.measureId]));
  if (new Set(ids).size !== ids.length) {
    throw invalidRequest('measureId', '同一措施只能有一条指令。', 'Name each measure once.');
  }
  const known = await tx.find(Measure, { where: { id: In(ids), caseId } });
  const measures = new Map(known.map((measure) => [measure.id, measure]));
  for (const id of ids) {
    if (measures.get(id)?.liftedAt === null) continue;
    throw refused('measures.in_force', id, '该措施已不在执行中。', 'That measure is no longer in force.');
  }
  const underWay = await tx.findOneBy(GatewayCommand, { measureId: In(ids), state: In(['pending', 'sent']) });
  if (underWay?.measureId) {
    throw refused(
      'measures.command_open',
      underWay.measureId,
      '该措施已有指令在执行，请等待其结束。',
      'A command on that measure is under way: wait for its end.',
    );
  }
  return measures;
}

const refused = (rule: string, measureId: string, zh: string, en: string): DomainError =>
  new DomainError('GUARD_REFUSED', { rule, detail: { zh, en }, extra: { measureId } });
