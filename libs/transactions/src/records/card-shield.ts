import { maskCardNumbers } from '@thaw/kernel';
import type { CardReading, CardTokenizer } from './card-token';
import type { CsvLine, LineFault } from './csv-scanner';
import type { ColumnPlan, Field } from './field-mapping';
import { keptCells } from './kept-cells';
import { hasLostDigits, isShownNumber } from './lost-digits';

/** A line of a file that may be kept: nothing of a card number is in it but BIN and last four. */
export interface SafeLine {
  readonly line: number;
  /** As in the file, but masked; the card's cell is for display ("411111******1111", else the token). */
  readonly cells: readonly string[];
  readonly card: CardReading | null;
  readonly fault: LineFault | null;
  readonly field: Field | null;
}

/** Fields that tell transactions apart: masking must not make two of them one. */
const IDENTIFIERS: readonly Field[] = ['reference', 'trace_no', 'batch_no', 'terminal_no'];
/** Behind what a BIN is. */
const LONG_MANTISSA = /(\p{Nd}[.,．，]\p{Nd}{5})\p{Nd}+(?=[eEｅＥ])/gu;
const LONG_NUMBER = /\p{Nd}(?:[\p{Zs}\p{Pd}\p{Cf}]?\p{Nd}){11,}/gu;

/** Takes card numbers out of the lines of one file. Whatever is kept of an upload has passed here. */
export class CardShield {
  private readonly cardPlace: number;
  private readonly identifierPlaces: ReadonlyMap<number, Field>;

  constructor(
    plan: ColumnPlan,
    private readonly tokenizer: CardTokenizer,
  ) {
    this.cardPlace = plan.places.card;
    this.identifierPlaces = new Map(
      IDENTIFIERS.map((field) => [plan.places[field], field] as const).filter(([place]) => place !== -1),
    );
  }

  shield({ line, cells, fault, field }: CsvLine): SafeLine {
    if (fault !== null) return badLine(line, cells, fault, field ?? null);
    if (hasLostDigits(cells[this.cardPlace] ?? '')) return badLine(line, cells, 'NUMBER_IMPRECISE', 'card');
    for (const [place, identifier] of this.identifierPlaces) {
      if (isShownNumber(cells[place] ?? '')) return badLine(line, cells, 'NUMBER_IMPRECISE', identifier);
    }
    const safe: string[] = [];
    let card: CardReading | null = null;
    for (let place = 0; place < cells.length; place++) {
      const cell = cells[place] as string;
      if (place === this.cardPlace) {
        card = this.tokenizer.read(cell);
        safe.push(card === null ? '' : showCard(card));
      } else {
        safe.push(
          this.identifierPlaces.has(place) ? this.tokenizer.seal(cell.trim()) : maskCardNumbers(cell),
        );
      }
    }
    return { line, cells: safe, card, fault, field: null };
  }
}

const badLine = (
  line: number,
  cells: readonly string[],
  fault: LineFault,
  field: Field | null,
): SafeLine => ({ line, cells: keptCells(cells).map(maskBadCell), card: null, fault, field });

const showCard = ({ token, bin, lastFour }: CardReading): string =>
  bin === null ? token : `${bin}******${lastFour ?? ''}`;

/**
 * In a bad line nobody knows which cell is the card's, so every long number is masked, also one that fails the Luhn
 * check as a mistyped card number does, and cut where it stands with an exponent.
 */
function maskBadCell(cell: string): string {
  const cut = cell.replace(LONG_MANTISSA, '$1…');
  return maskCardNumbers(cut).replace(LONG_NUMBER, (run) => {
    let digits = 0;
    const count = run.replace(/\P{Nd}/gu, '').length;
    return run.replace(/\p{Nd}/gu, (digit) => (++digits <= 6 || digits > count - 4 ? digit : '*'));
  });
}
