import { ArchiveReader } from '@thaw/platform';
import { readAbout, readPart, type About, type Whole } from './manifest';

export interface CheckedArchive {
  readonly about: About;
  readonly whole: Whole;
}

/**
 * Reads the archive from end to end and writes nothing.
 * @throws ArchiveError where it is cut off, altered, sealed under another key, or none of ours.
 */
export async function checkArchive(
  path: string,
  key: Buffer | null,
  progress: (parts: number) => void,
): Promise<CheckedArchive> {
  const reader = await ArchiveReader.open(path, key);
  try {
    const about = readAbout(await reader.about());
    let parts = 0;
    for await (const { what } of reader.parts()) {
      readPart(what);
      progress(++parts);
    }
    return { about, whole: reader.whole() as unknown as Whole };
  } finally {
    await reader.close();
  }
}
