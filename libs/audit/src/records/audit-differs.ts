/** Records that were numbered or signed for were altered or are gone; nothing is numbered or signed on top of that. */
export class AuditDiffersError extends Error {}
