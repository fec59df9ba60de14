/** Kinds of file that evidence may be, as their bytes tell them. */
export const FILE_NAMES = {
  'image/jpeg': 'JPEG',
  'image/png': 'PNG',
  'image/webp': 'WebP',
  'image/heic': 'HEIC',
  'application/pdf': 'PDF',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
  'application/zip': 'ZIP',
  'video/mp4': 'MP4',
} as const;
export type FileType = keyof typeof FILE_NAMES;

/** Which files an item takes, and how many of them. */
export interface FileRule {
  readonly types: readonly FileType[];
  /** Fewer do not answer a request, unless the merchant says why there are no more. */
  readonly min: number;
  /** Null: as many as there are. */
  readonly max: number | null;
}

export const PHOTOS: readonly FileType[] = ['image/jpeg', 'image/png', 'image/webp', 'image/heic'];
export const DOCUMENTS: readonly FileType[] = [...PHOTOS, 'application/pdf'];
/** Banks and shop systems export tables. */
export const LISTS: readonly FileType[] = [
  ...DOCUMENTS,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
];
/** Samples and logs are of kinds that no bytes tell: they come packed. */
export const PACKAGES: readonly FileType[] = [...DOCUMENTS, 'application/zip'];
export const RECORDINGS: readonly FileType[] = [...PHOTOS, 'video/mp4'];

export const files = (types: readonly FileType[], min: number, max: number): FileRule => ({
  types,
  min,
  max,
});
