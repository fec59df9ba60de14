/** Upkeep of the terminal whose day is over, as the registry judges it. */
export interface OverdueFact {
  readonly kind: string;
  /** YYYY-MM-DD in the desk's zone. */
  readonly dueOn: string;
}

export interface PreventionFacts {
  /** The longest overdue first. */
  readonly overdueUpkeep: readonly OverdueFact[];
}
