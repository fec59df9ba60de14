/** What of a schema guards its rows, as text: triggers, constraints, and where policies are forced. */
export const GUARDS = `
SELECT 'trigger' AS what, tgrelid::regclass::text || ' ' || tgname || ' ' || tgenabled::text AS of FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'constraint', conrelid::regclass::text || ' ' || conname || ' ' || convalidated || ' ' || pg_get_constraintdef(oid)
  FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'policies', relname || ' ' || relrowsecurity || ' ' || relforcerowsecurity FROM pg_class
  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
ORDER BY 1, 2`;
