import { titleOf } from '@thaw/cases';
import { readersOf } from '@thaw/identity';
import type { People } from '@thaw/notifications';

/** What notifications need of people and of words, which are other rooms'. */
export const PEOPLE: People = { readersOf, titleOf };
