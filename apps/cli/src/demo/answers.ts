import type { Bilingual } from '@thaw/kernel';

/** What the desk answers, as far as the demo reads it. Instants are ISO 8601 text. */
export interface StaffCaseAnswer {
  readonly number: string;
  readonly version: number;
  readonly state: string;
  readonly stateSince: string;
  readonly resolution: string | null;
  readonly watchUntil: string | null;
  readonly measures: readonly {
    readonly id: string;
    readonly level: string;
    readonly scope: string;
    readonly liftedAt: string | null;
  }[];
  readonly evidence: { readonly items: readonly EvidenceItemAnswer[] };
  readonly restore: { readonly total: number; readonly confirmed: number; readonly failed: number };
}

export interface EvidenceItemAnswer {
  readonly id: string;
  readonly code: string;
  readonly title: Bilingual;
  readonly state: string;
}

export interface MerchantCaseAnswer {
  readonly number: string;
  readonly version: number;
  readonly status: string;
  readonly reason: Bilingual;
  readonly evidence: { readonly dueAt: string | null; readonly items: readonly EvidenceItemAnswer[] };
  readonly appeal: { readonly until: string | null };
}

export interface FindingAnswer {
  readonly id: string;
  readonly rule: string;
  readonly title: Bilingual;
  readonly explanation: Bilingual;
  readonly weight: number;
}

export interface MerchantFindingAnswer {
  readonly id: string;
  readonly title: Bilingual;
  readonly explanation: Bilingual;
}

export interface ImportAnswer {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'finished' | 'failed';
  readonly linesTotal: number;
  readonly linesDone: number;
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly failure: Bilingual | null;
}

export interface ScanAnswer {
  readonly id: string;
  readonly state: 'queued' | 'running' | 'finished' | 'failed';
  readonly rowsDone: number;
  readonly rowsTotal: number | null;
  readonly score: number | null;
  readonly failure: string | null;
}

export interface NotificationAnswer {
  readonly id: string;
  readonly template: string;
  readonly caseNumber: string | null;
  readonly title: Bilingual | null;
  readonly content?: { readonly body?: Bilingual };
}

export interface EventAnswer {
  readonly at: string;
  readonly type: string;
  readonly actor: string;
  readonly persona: string;
  readonly fromState: string | null;
  readonly toState: string;
  readonly data: Readonly<Record<string, unknown>>;
}
