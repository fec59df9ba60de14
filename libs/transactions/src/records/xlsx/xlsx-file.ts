import { createHash } from 'node:crypto';
import { isBomb } from '../unpacking';
import { openWorkbook, type Workbook } from './workbook';
import { explain } from './workbook-unreadable';
import { SealedSpool } from './sealed-spool';
import { SharedStrings } from './shared-strings';
import { SheetReader, type SheetRow } from './sheet-rows';
import { ZipArchive } from './zip-archive';

/** Of a sheet, read at a time: in twenty bytes a cell can name a text of 32,767 characters, and all of a piece are held. */
const PIECE_BYTES = 8 * 1024;

/** An XLSX upload, spooled: its directory stands at its end, and its texts behind the cells that name them. */
export class XlsxFile {
  private unpacked = 0;

  private constructor(
    private readonly spools: readonly SealedSpool[],
    private readonly archive: ZipArchive,
    private readonly strings: SharedStrings,
    private readonly workbook: Workbook,
    /** SHA-256 (hex) of the upload as it was sent. */
    readonly sha256: string,
  ) {}

  /**
   * Takes an upload in whole and opens one sheet of it.
   * @param folder where it may lie, sealed, until it is closed.
   * @param sheetName null: the first sheet that is not hidden.
   * @throws DomainError FILE_UNREADABLE; whatever the source throws passes unchanged.
   */
  static async open(
    source: AsyncIterable<Uint8Array>,
    folder: string,
    sheetName: string | null,
  ): Promise<XlsxFile> {
    const spools: SealedSpool[] = [];
    const spool = async (): Promise<SealedSpool> => {
      const created = await SealedSpool.create(folder);
      spools.push(created);
      return created;
    };
    try {
      const upload = await spool();
      const hash = createHash('sha256');
      for await (const piece of source) {
        hash.update(piece);
        upload.append(piece);
      }
      const archive = ZipArchive.of(upload);
      const workbook = await openWorkbook(archive, sheetName);
      const texts = await spool();
      const strings =
        workbook.sharedStrings === null
          ? SharedStrings.none(texts)
          : await SharedStrings.read(archive, workbook.sharedStrings, texts);
      return new XlsxFile(spools, archive, strings, workbook, hash.digest('hex'));
    } catch (error) {
      for (const each of spools) each.close();
      throw error;
    }
  }

  get is1904(): boolean {
    return this.workbook.is1904;
  }

  /** Of the upload as it was sent. */
  get rawBytes(): number {
    return this.spools[0]?.size ?? 0;
  }

  /** Of the sheet's XML and of the texts that it names: those that have been read. */
  get unpackedBytes(): number {
    return this.unpacked + this.strings.givenBytes;
  }

  /** How much of the sheet has been read, from 0 to 1. */
  get share(): number {
    const { unpackedBytes } = this.workbook.sheet;
    return unpackedBytes === 0 ? 0 : Math.min(1, this.unpacked / unpackedBytes);
  }

  /**
   * The rows of the sheet, in batches, with at most so many cells each; to be read once.
   * @throws DomainError FILE_UNREADABLE
   */
  async *rows(columns: number): AsyncGenerator<readonly SheetRow[], void, undefined> {
    const reader = new SheetReader(this.strings, this.workbook.isDate, columns);
    for await (const piece of this.archive.read(this.workbook.sheet)) {
      for (let at = 0; at < piece.length; at += PIECE_BYTES) {
        const part = piece.subarray(at, at + PIECE_BYTES);
        this.unpacked += part.length;
        const rows = reader.push(part);
        if (isBomb(this.rawBytes, this.unpackedBytes)) throw explain('TEXTS_REPEATED');
        if (rows.length > 0) yield rows;
      }
    }
    if (!reader.isDone) throw explain('DAMAGED');
  }

  /** Lets go of the disk. */
  close(): void {
    for (const spool of this.spools) spool.close();
  }
}
