/** The tables in which files of cases lie. */
export const FILE_KINDS = ['evidence_file', 'proof_file', 'message_file', 'note_file'] as const;
export type FileKind = (typeof FILE_KINDS)[number];
