import type { Actor } from '@thaw/kernel';
import { visibleSql } from '../visibility';
import type { Bind } from './listing-sql';

/** Which cases there are for somebody, on `freeze_case AS c`, as everywhere: lists, counts and search take it from here. */
export const seenBy = (actor: Actor, bind: Bind): string => visibleSql(actor, bind);
