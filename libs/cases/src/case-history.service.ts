import { Inject, Injectable } from '@nestjs/common';
import { DomainError, systemActor, type Actor, type Clock, type Permission } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import {
  ImportsService,
  RoutedImportsService,
  type HistoryImport,
  type HistoryUpload,
  type RoutedImportView,
} from '@thaw/transactions';
import {
  ScanRunner,
  ScansQuery,
  ScansService,
  StandingScans,
  type RuleSetChoice,
  type ScanView,
} from '@thaw/risk';
import { CaseRepository } from './case.repository';
import { CaseTransitions } from './case-transitions.service';
import type { FreezeCase } from './entities';
import { EventLog } from './event-log';
import { SIDE_OF, personaHolding, refuse, sideRefusal, type EventDraft, type Persona } from './domain';
import { InvolvementFactsQuery } from './facts/involvement-facts.query';
import { flagCardsOfScan } from './linked/flagged-cards';

/** Histories and scans of a case: asked for here, run by the rooms below, and told in the timeline when done. */
@Injectable()
export class CaseHistory {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly transitions: CaseTransitions,
    private readonly events: EventLog,
    private readonly involvement: InvolvementFactsQuery,
    private readonly imports: ImportsService,
    private readonly routed: RoutedImportsService,
    private readonly scans: ScansService,
    private readonly scansQuery: ScansQuery,
    private readonly scanRunner: ScanRunner,
    private readonly standing: StandingScans,
  ) {}

  /**
   * Takes a history file in from the case's page; the job that reads it starts when the last byte is in. That the person
   * acts on the case is told before the first byte, so that nobody changes sides while the file is under way.
   */
  async startImport(
    actor: Actor,
    number: string,
    upload: Omit<HistoryUpload, 'terminalId' | 'caseId'>,
  ): Promise<HistoryImport> {
    const { id, terminalId } = await this.database.asActor(actor, async (tx) => {
      const freezeCase = openCase(await this.cases.lock(tx, { number }, actor));
      const persona = await this.personaFor(tx, freezeCase, actor, 'history.import');
      await this.append(tx, freezeCase, actor, persona, { type: 'history_upload_started', data: {} });
      return freezeCase;
    });
    return this.imports.receive(actor, { ...upload, terminalId, caseId: id });
  }

  /** The job `history.import`. */
  async runImport(importId: string): Promise<void> {
    await this.imports.run(importId, async (tx, done) => {
      await this.standing.noteImport(tx, done.terminalId);
      if (!done.caseId) return;
      const { accepted, duplicates, rejected } = done;
      await this.tell(tx, done.caseId, {
        type: 'history_imported',
        data: { importId, accepted, duplicates, rejected },
      });
    });
  }

  /**
   * Cancels an import. One that was sent in on a case's page is cancelled by whoever may send one in there, and its
   * timeline tells of it.
   */
  async cancelImport(actor: Actor, importId: string): Promise<HistoryImport> {
    return this.imports.cancel(
      actor,
      importId,
      async (tx, { terminalId, caseId, accepted, duplicates, rejected }) => {
        // What was committed stays.
        await this.standing.noteImport(tx, terminalId);
        if (!caseId) return;
        const freezeCase = await this.cases.lock(tx, { id: caseId }, actor);
        const persona = await this.personaFor(tx, freezeCase, actor, 'history.import');
        await this.append(tx, freezeCase, actor, persona, {
          type: 'history_import_cancelled',
          data: { importId, accepted, duplicates, rejected },
        });
      },
    );
  }

  /** Cancels what has not ended of a file of several terminals. It came by no case's page. */
  async cancelRoutedImport(actor: Actor, id: string): Promise<RoutedImportView> {
    return this.routed.cancel(actor, id, (tx, { terminalId }) => this.standing.noteImport(tx, terminalId));
  }

  /**
   * Asks for a scan of the terminal's whole history under the case. One at a time.
   * @param ruleSet the set that the case was last scanned with, unless the active one is asked for.
   */
  async startScan(actor: Actor, number: string, ruleSet?: RuleSetChoice): Promise<ScanView> {
    return this.database.asActor(actor, async (tx) => {
      const freezeCase = openCase(await this.cases.lock(tx, { number }, actor));
      const persona = await this.personaFor(tx, freezeCase, actor, 'scan.start');
      const now = this.clock.now();
      const scan = await this.scans.request(
        tx,
        actor,
        { terminalId: freezeCase.terminalId, caseId: freezeCase.id, ruleSet },
        now,
      );
      const view = await this.scansQuery.view(tx, scan);
      await this.append(tx, freezeCase, actor, persona, {
        type: 'scan_requested',
        data: { scanId: scan.id, ruleSet: view.ruleSet.number },
      });
      return view;
    });
  }

  /** The job `scan.run`. */
  async runScan(scanId: string): Promise<void> {
    await this.scanRunner.run(scanId, async (tx, done) => {
      if (!done.caseId) return;
      await this.tell(tx, done.caseId, {
        type: 'scan_finished',
        data: { scanId, findings: done.findings, score: done.score },
      });
      await flagCardsOfScan(tx, done.caseId, scanId);
      await this.stopRestoreIfDue(tx, done.caseId);
    });
  }

  /**
   * As whom the actor does this: in the role that holds the permission, which is not always the first.
   * @throws DomainError FORBIDDEN · SEPARATION_OF_DUTIES for who acted on another side of the case before.
   */
  private async personaFor(
    tx: Tx,
    { id }: FreezeCase,
    actor: Actor,
    permission: Permission,
  ): Promise<Persona> {
    const persona = personaHolding(actor, permission);
    if (!persona) throw new DomainError('FORBIDDEN', { extra: { permission } });
    const refused = sideRefusal(SIDE_OF[persona], await this.involvement.sidesOf(tx, id, actor));
    if (refused) throw refuse(refused);
    return persona;
  }

  /** A hit that the decision did not know of is not passed over because the terminal is on its way back. */
  private async stopRestoreIfDue(tx: Tx, caseId: string): Promise<void> {
    const freezeCase = await this.cases.lock(tx, { id: caseId }, systemActor('worker'));
    await this.transitions.stopRestoreIfDue(tx, freezeCase);
  }

  private async tell(tx: Tx, caseId: string, draft: EventDraft): Promise<void> {
    const worker = systemActor('worker');
    const freezeCase = await this.cases.lock(tx, { id: caseId }, worker);
    await this.append(tx, freezeCase, worker, 'clock', draft);
  }

  private async append(
    tx: Tx,
    freezeCase: FreezeCase,
    actor: Actor,
    persona: Persona,
    draft: EventDraft,
  ): Promise<void> {
    await this.events.append(tx, {
      caseId: freezeCase.id,
      at: this.clock.now(),
      actor,
      persona,
      from: freezeCase.state,
      to: freezeCase.state,
      draft,
    });
  }
}

function openCase(freezeCase: FreezeCase): FreezeCase {
  if (freezeCase.state !== 'closed') return freezeCase;
  throw new DomainError('CASE_CLOSED', {
    detail: {
      zh: '案件已关闭，不能再导入或扫描。',
      en: 'The case is closed: nothing more is imported or scanned under it.',
    },
  });
}
