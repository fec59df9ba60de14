import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { RegistryQuery } from '@thaw/registry';
import {
  HistoryBlocks,
  HistoryKeys,
  HistoryReader,
  TerminalLock,
  readLedger,
  type HistoryPlace,
} from '@thaw/transactions';
import type { HistoryBlock } from '@thaw/transactions/records';
import { ScanEngine, factsDigest, joinParts, keepState, type FindingPart, type KeptState } from '../engine';
import { OPEN_ROWS } from './open-rows';
import { SetupInForce } from './setup-in-force.service';
import { layOver } from './standing-findings';
import { StandingFold } from './standing-fold.service';
import { scanSetup, setupDigest, type StandingSetup } from './standing-setup';
import { tellWatcher } from './watched-terminals.service';
import { beginStanding, noteFactsAt, readStanding, writeCards, writeStanding } from './standing-store';

/** A whole history, folded: its state at the place from which rows stay open, and what the findings come to. */
interface WholeScan {
  readonly state: KeptState;
  readonly place: HistoryPlace | null;
  readonly settled: readonly FindingPart[];
  readonly open: readonly FindingPart[];
  readonly records: number;
  readonly openRows: number;
}

const WORKER = systemActor('worker');
/** Cards of one statement. */
const CARDS_AT_ONCE = 2_000;

/** The job that brings what is derived from a history up to date with it, where appends alone cannot. */
@Injectable()
export class StandingRefresh {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly registry: RegistryQuery,
    private readonly history: HistoryReader,
    private readonly blocks: HistoryBlocks,
    private readonly keys: HistoryKeys,
    private readonly lock: TerminalLock,
    private readonly setups: SetupInForce,
    private readonly fold: StandingFold,
  ) {}

  /**
   * The job `standing.refresh`: makes the blocks that are missing, keeps the keys that are, and brings the standing scan
   * up to date: by folding on where only rows behind its state have come, else, and where facts are others now, by a
   * scan of the whole history. Safe to run twice and at once. Where an import is under way it steps aside: the import's end asks for it again.
   */
  async refresh(terminalId: string): Promise<void> {
    await this.lock.whileAlone(terminalId, async () => {
      await this.blocks.extend(terminalId);
      await this.database.asActor(WORKER, (tx) => this.keys.keep(tx, terminalId));
      if (await this.database.asActor(WORKER, (tx) => this.foldOn(tx, terminalId))) return;
      await this.scanAnew(terminalId);
    });
  }

  /** @returns false where only a whole scan helps. */
  private async foldOn(tx: Tx, terminalId: string): Promise<boolean> {
    const standing = await readStanding(tx, terminalId);
    // Nobody has asked for findings.
    if (standing === null) return true;
    const { kept, records, written, refresh } = standing;
    if (kept === null) return false;
    const { setup, digest } = await this.setupOf(tx, terminalId);
    if (kept.setupDigest !== digest || factsDigest(kept.setup.facts) !== factsDigest(setup.facts))
      return false;
    const ledger = await readLedger(tx, terminalId);
    if (refresh === null && written === ledger.written) {
      await noteFactsAt(tx, terminalId, this.clock.now());
      return true;
    }
    const history = {
      records: records + ledger.written - written,
      written: ledger.written,
      at: this.clock.now(),
    };
    const folded = await this.fold.bringUpToDate(tx, terminalId, kept, history);
    if (folded === null) return false;
    if (folded.isWatched) await tellWatcher(tx, terminalId);
    return true;
  }

  private async scanAnew(terminalId: string): Promise<void> {
    const at = this.clock.now();
    const { setup, digest, written } = await this.database.asActor(WORKER, async (tx) => ({
      ...(await this.setupOf(tx, terminalId)),
      written: (await readLedger(tx, terminalId)).written,
    }));
    const whole = await this.database.asActor(WORKER, (tx) => this.scan(tx, terminalId, setup), {
      snapshot: true,
    });
    const { state, place, settled, open, records, openRows } = whole;
    await this.database.asActor(WORKER, async (tx) => {
      await beginStanding(tx, terminalId, setup, { digest, at });
      const cards = [...state.cards.keys()];
      for (let from = 0; from < cards.length; from += CARDS_AT_ONCE) {
        await writeCards(tx, terminalId, cards.slice(from, from + CARDS_AT_ONCE), new Map(), state.cards);
      }
      await layOver(tx, terminalId, settled);
      const moved = { stream: state.stream, place };
      const change = { moved, open, written, records, openRows, asOf: at };
      if (await writeStanding(tx, terminalId, change)) await tellWatcher(tx, terminalId);
    });
  }

  private async scan(tx: Tx, terminalId: string, setup: StandingSetup): Promise<WholeScan> {
    const engine = new ScanEngine(scanSetup(setup));
    const cut = Math.max(0, (await this.history.countHistory(tx, terminalId)) - OPEN_ROWS);
    const keep = (): Pick<WholeScan, 'state' | 'settled'> => ({
      state: keepState(engine.saveState()),
      settled: engine.takeSettled(),
    });
    let kept = cut === 0 ? keep() : null;
    let last: { readonly at: number; readonly id: number } | null = null;
    for await (const { block } of this.history.readHistory(tx, terminalId)) {
      const left = cut - engine.records;
      if (left <= 0 || left > block.rows) {
        engine.feedBlock(block);
        continue;
      }
      engine.feedBlock(firstRows(block, left));
      last = { at: block.at[left - 1] as number, id: block.ids[left - 1] as number };
      kept = keep();
      if (left < block.rows) engine.feedBlock(otherRows(block, left));
    }
    if (kept === null) throw new Error(`the history of ${terminalId} has fewer rows than were counted`);
    return {
      ...kept,
      place: last && (await this.history.placeOf(tx, terminalId, last)),
      open: joinParts(engine.takeSettled(), engine.provisional()),
      records: engine.records,
      openRows: engine.records - cut,
    };
  }

  private async setupOf(
    tx: Tx,
    terminalId: string,
  ): Promise<{ readonly setup: StandingSetup; readonly digest: string }> {
    const terminal = await this.registry.terminal(tx, WORKER, terminalId);
    return {
      setup: await this.setups.whole(tx, terminal),
      digest: setupDigest(await this.setups.of(tx, terminal)),
    };
  }
}

const firstRows = (block: HistoryBlock, rows: number): HistoryBlock => ({ ...block, rows });

/** The rest of a block whose names are known already. */
const otherRows = (block: HistoryBlock, from: number): HistoryBlock => ({
  rows: block.rows - from,
  ids: block.ids.subarray(from),
  at: block.at.subarray(from),
  amounts: block.amounts.subarray(from),
  cards: block.cards.subarray(from),
  currencies: block.currencies.subarray(from),
  kinds: block.kinds.subarray(from),
  newCards: [],
  newCurrencies: [],
});
