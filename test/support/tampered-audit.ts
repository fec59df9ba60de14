/** Whoever alters records can hash the whole tree anew, so that the database agrees with itself. */
export const HASHED_ANEW = [
  'DELETE FROM audit_node',
  `INSERT INTO audit_node SELECT 0, seq, sha256('\\x00'::bytea || convert_to(entry::text, 'UTF8')) FROM audit_record`,
  ...[1, 2, 3, 4, 5, 6, 7].map(
    (
      level,
    ) => `INSERT INTO audit_node SELECT ${level}, l.index / 2, sha256('\\x01'::bytea || l.hash || r.hash)
      FROM audit_node l JOIN audit_node r ON r.level = l.level AND r.index = l.index + 1
      WHERE l.level = ${level - 1} AND l.index % 2 = 0`,
  ),
];
export const RENUMBERED = (sql: string): readonly string[] => [
  'CREATE TEMP TABLE moved AS SELECT seq, entry, salt, body FROM audit_record',
  'DELETE FROM audit_record',
  sql,
  'DROP TABLE moved',
];
