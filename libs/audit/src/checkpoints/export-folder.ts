import { constants } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckpointSource } from './checkpoint-source';

/** `<records, 20 digits>.checkpoint`, and `.leaves` with the hashes of all records since the one before, 32 bytes each. */
const NAME = /^(\d{20})\.(checkpoint|leaves)$/;
type Kind = 'checkpoint' | 'leaves';

/** The place outside the database: a folder of another machine, or of another owner, that only ever gets more files. */
export class ExportFolder implements CheckpointSource {
  constructor(private readonly folder: string) {}

  /**
   * Whole and synced, or not there. The same again is well.
   * @throws Error where a file of this name says otherwise: what was exported is never overwritten.
   */
  async put(size: number, kind: Kind, content: Uint8Array): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    const path = join(this.folder, nameOf(size, kind));
    const there = await readFile(path).catch(unlessMissing);
    if (there?.equals(content)) return;
    if (there) throw new Error(`${nameOf(size, kind)} was exported already and says otherwise`);
    const partial = `${path}.${process.pid}.partial`;
    try {
      const file = await open(partial, constants.O_WRONLY | constants.O_CREAT | constants.O_TRUNC, 0o600);
      try {
        await file.writeFile(content);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(partial, path);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  /** Sizes of the checkpoints in it, ascending. @throws where the folder cannot be read. */
  async sizes(): Promise<readonly number[]> {
    const names = (await readdir(this.folder)).map((name) => NAME.exec(name));
    return names
      .filter((found) => found?.[2] === 'checkpoint')
      .map((found) => Number(found?.[1]))
      .sort((a, b) => a - b);
  }

  /** Null where it is not there. */
  read(size: number, kind: Kind): Promise<Buffer | null> {
    return readFile(join(this.folder, nameOf(size, kind))).catch(unlessMissing);
  }
}

const nameOf = (size: number, kind: Kind): string => `${String(size).padStart(20, '0')}.${kind}`;

function unlessMissing(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
  throw error;
}
