/** A refusal as the audit keeps it; the same person, door and code again are the same refusal. */
export interface Refusal {
  /** Who was refused; see `actorRef`. */
  readonly who: string;
  /** `GET /v1/cases/:number`, never the address itself. */
  readonly action: string;
  readonly code: string;
}

const EACH_MINUTE = 20;
const MINUTE_MS = 60_000;
/** Whoever is refused in more different ways within a minute is counted under what is told of all others. */
const MOST_KINDS = 5_000;

/**
 * How many records refusals may cost: of the same ones twenty a minute, and then one that says how many there were
 * beyond. So a flood of refused requests fills no disk, and still nothing of it goes untold.
 */
export class RefusalBudget<T extends Refusal> {
  private readonly seen = new Map<string, { readonly first: T; count: number }>();
  private endsAt = 0;

  /** Whether this one gets a record of its own. Call {@link ended} before. */
  take(refusal: T, now: number): boolean {
    if (this.endsAt === 0) this.endsAt = now + MINUTE_MS;
    const key =
      this.seen.size < MOST_KINDS || this.seen.has(keyOf(refusal))
        ? keyOf(refusal)
        : keyOf({ ...refusal, who: '*', action: '*' });
    const kind = this.seen.get(key) ?? { first: refusal, count: 0 };
    kind.count += 1;
    this.seen.set(key, kind);
    return kind.count <= EACH_MINUTE;
  }

  /** What the minute that is over had beyond, or at the end of the process the one under way. */
  ended(now: number): readonly { readonly refusal: T; readonly times: number }[] {
    if (this.endsAt === 0 || now < this.endsAt) return [];
    this.endsAt = 0;
    const beyond = [...this.seen.values()]
      .filter(({ count }) => count > EACH_MINUTE)
      .map(({ first, count }) => ({ refusal: first, times: count - EACH_MINUTE }));
    this.seen.clear();
    return beyond;
  }
}

const keyOf = ({ who, action, code }: Refusal): string => `${who}\n${action}\n${code}`;
