import type { Config } from '@thaw/platform';
import type { DemoDesk } from './demo-seed';

/** What must stand before the processes of a desk can start: a migrated database and the configuration they share. */
export interface Desk {
  /** The whole environment of the child processes. It holds secrets: it is passed on, never printed. */
  readonly env: NodeJS.ProcessEnv;
  readonly config: Config;
  /** Null where nothing is seeded. */
  readonly demo: DemoDesk | null;
  /** Names of the migrations applied just now. */
  readonly applied: readonly string[];
  /** Whether the desk brings its own terminal system. */
  readonly gatewaySimulator: boolean;
  close(): Promise<void>;
}
