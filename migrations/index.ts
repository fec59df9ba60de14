/** Every migration in order. A landed one is never edited; a test holds this list against the folder. */
import { CreateDesk1795420800000 } from './1795420800000-create-desk';

export const MIGRATIONS = [CreateDesk1795420800000];
