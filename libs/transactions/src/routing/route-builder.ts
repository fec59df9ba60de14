import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { systemActor } from '@thaw/kernel';
import { Database } from '@thaw/platform';
import { IntakeStore, NO_INTAKE } from '../intake-store';
import { completeMapping, type FieldMapping } from '../records';
import { findSameFile, type SameFile } from '../same-file';
import { hashOfRuns, type Route, type Routes } from './resolve-runs';
import { runLines } from './run-lines';
import { RoutingStore, type SortedUpload } from './routing-store';

/** One terminal's part of a file, worked out as far as an import is before its job. */
export interface BuiltPart {
  readonly importId: string;
  readonly terminalId: string;
  readonly mapping: FieldMapping;
  readonly contentHash: Buffer;
  readonly sizeBytes: number;
  /** Of its intake file; none where the same lines were read before. */
  readonly intakeKey: string;
  readonly duplicateOf: string | null;
  readonly lines: number;
  /** Those of them that are bad. */
  readonly rejected: number;
}

export interface BuildOrder {
  readonly receivedAt: Date;
  readonly strict: boolean;
  /** Of lines that name none; absent: each terminal's own. */
  readonly currency: string | undefined;
}

/** Parts built at once: while one waits for the disk, another is read. */
const AT_ONCE = 8;

type Planned = Pick<BuiltPart, 'importId' | 'mapping' | 'contentHash' | 'sizeBytes'> & {
  readonly route: Route;
  readonly same: SameFile | null;
};

/** Builds an intake file for each terminal of a sorted upload. */
@Injectable()
export class RouteBuilder {
  constructor(
    private readonly database: Database,
    private readonly store: RoutingStore,
    private readonly intake: IntakeStore,
  ) {}

  /**
   * All of them or none: where one cannot be built nothing is kept.
   * @throws DomainError FILE_TOO_LARGE
   */
  async build(sorted: SortedUpload, { routes }: Routes, order: BuildOrder): Promise<readonly BuiltPart[]> {
    const planned = await this.plan(sorted, routes, order);
    const built: BuiltPart[] = [];
    const failures: unknown[] = [];
    const waiting = planned.values();
    const work = async (): Promise<void> => {
      for (const part of waiting) {
        if (failures.length > 0) return;
        try {
          built.push(await this.buildPart(sorted, part, order));
        } catch (error) {
          failures.push(error);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (failures.length === 0) return built;
    await this.discard(built);
    throw failures[0];
  }

  /** Throws the intake files of parts away. */
  async discard(parts: readonly BuiltPart[]): Promise<void> {
    for (const { intakeKey } of parts) await this.intake.remove(intakeKey);
  }

  private async plan(
    { spool, plan, rawBytes }: SortedUpload,
    routes: readonly Route[],
    { strict, currency }: BuildOrder,
  ): Promise<readonly Planned[]> {
    const textBytes = Math.max(1, spool.textBytes);
    return this.database.asActor(systemActor('worker'), async (tx) => {
      const planned: Planned[] = [];
      for (const route of routes) {
        const { terminal, runs } = route;
        const mapping = completeMapping({ ...plan.mapping, currency: currency ?? terminal.currency });
        const contentHash = hashOfRuns(spool, runs);
        const found = await findSameFile(tx, terminal.id, contentHash, mapping);
        // Which of its lines are bad a strict file tells, too: that is for their reading to say.
        const same = found && strict && found.rejected > 0 ? null : found;
        const sizeBytes = Math.floor((rawBytes * route.textBytes) / textBytes);
        planned.push({ route, importId: randomUUID(), mapping, contentHash, sizeBytes, same });
      }
      return planned;
    });
  }

  private async buildPart(
    sorted: SortedUpload,
    part: Planned,
    { receivedAt }: BuildOrder,
  ): Promise<BuiltPart> {
    const { route, same, importId, mapping, contentHash, sizeBytes } = part;
    const { id: terminalId, terminalNo } = route.terminal;
    const built = { importId, terminalId, mapping, contentHash, sizeBytes };
    if (same) {
      const { rejected } = same;
      return { ...built, intakeKey: NO_INTAKE, duplicateOf: same.id, lines: route.lines, rejected };
    }
    const share = {
      plan: { ...sorted.plan, mapping },
      rawBytes: sizeBytes,
      sha256: contentHash.toString('hex'),
    };
    const lines = runLines(sorted.spool, route.runs, share);
    const { key, summary } = await this.store.take(lines, { terminalId, terminalNo, importId, receivedAt });
    return {
      ...built,
      intakeKey: key,
      duplicateOf: null,
      lines: summary.lines,
      rejected: summary.rejected,
    };
  }
}
