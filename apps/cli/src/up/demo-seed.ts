import type { Bilingual } from '@thaw/kernel';
import type { Config } from '@thaw/platform';

export interface DemoSignIn {
  readonly login: string;
  readonly password: string;
  readonly persona: Bilingual;
}

/** What the seed tells whoever started the desk. */
export interface DemoDesk {
  readonly signIns: readonly DemoSignIn[];
  readonly tryFirst: readonly Bilingual[];
}

/** `apps/cli/src/seed/seed.ts` exports this. It runs at every start: what is there already it leaves alone. */
export type Seed = (config: Config) => Promise<DemoDesk>;
