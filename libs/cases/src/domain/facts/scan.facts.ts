export interface FindingFact {
  readonly id: string;
  readonly rule: string;
  /** Rule and key: the same hit of another scan has the same identity. */
  readonly identity: string;
  /** How much of it there is: the same hit can grow from scan to scan. */
  readonly count: number;
  readonly sumFen: number;
  readonly measured: number;
  readonly weight: number;
}

export interface ScanFact {
  readonly id: string;
  readonly cutOffAt: Date;
  readonly findings: readonly FindingFact[];
}

export interface ScanFacts {
  /** The last finished one. */
  readonly scan: ScanFact | null;
}
