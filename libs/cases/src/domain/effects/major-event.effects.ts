/** What must be reported to those who supervise the acquirer. */
export type MajorEventEffect =
  | { readonly kind: 'open_major_event'; readonly dueAt: Date }
  | { readonly kind: 'file_major_event'; readonly dueAt: Date; readonly receiptNo: string };
