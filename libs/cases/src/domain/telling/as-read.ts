/** A text as a reader takes it in, and from where in the text each of its UTF-16 units comes. */
export interface ReadText {
  readonly text: string;
  readonly from: readonly number[];
  /** Where what each unit comes of ends. */
  readonly to: readonly number[];
}

interface Letter {
  readonly letter: string;
  readonly from: number;
  readonly to: number;
}

/** Signs that show a letter each, 26 in a row: negative circles and squares, and those of flags. */
const LETTER_SIGNS = [0x1f150, 0x1f170, 0x1f1e6];

/** Traditional and other forms of the characters in the words that are sought, and letters of other scripts that pass for Latin. */
const OTHER_FORMS = new Map(
  [
    ['錢钱', '賭赌', '詐诈', '騙骗', '電电', '網网', '絡络', '檢检', '凍冻', '結结', '權权', '機机', '關关', '資资', '報报', '場场'],
    ['偵侦', '協协', '調调', '職职', '盡尽', '強强', '單单', '務务', '監监', '紀纪', '貨货', '執执', '辦办', '處处', '經经', '緝缉'],
    ['國国', '與与', '罰罚', '組组', '織织', '動动', '義义', '嶽岳', '團团', '夥伙', '隊队', '員员', '縣县', '對对', '門门', '書书'],
    ['淨净', '沖冲', '乾干', '幹干', '濕湿', '牽牵', '謹谨', '當当', '備备', '斷断', '犯犯', '門门', '廳厅', '總总', '冼洗', '粵粤'],
    ['аa', 'еe', 'оo', 'рp', 'сc', 'хx', 'уy', 'іi', 'ѕs', 'мm', 'тt', 'кk', 'нh', 'вb', 'АA', 'ЕE', 'ОO', 'РP', 'СC', 'ХX', 'МM', 'ТT', 'КK', 'НH', 'ВB', 'ІI', 'ЅS'],
    ['ԁd', 'һh', 'ӏl', 'јj', 'ԛq', 'ԝw', 'ѵv', 'ɑa', 'օo', 'ոn', 'սu', 'հh', 'ցg', 'զq', 'ⲟo', 'ⲣp', 'ɩi', 'ȷj', 'ƿp', 'ʟl', 'ӀI', 'ԌG'],
    ['ᴀa', 'ʙb', 'ᴄc', 'ᴅd', 'ᴇe', 'ꜰf', 'ɢg', 'ʜh', 'ɪi', 'ᴊj', 'ᴋk', 'ᴍm', 'ɴn', 'ᴏo', 'ᴘp', 'ʀr', 'ꜱs', 'ᴛt', 'ᴜu', 'ᴠv', 'ᴡw', 'ʏy', 'ᴢz'],
    ['αa', 'οo', 'ιi', 'νv', 'ΑA', 'ΒB', 'ΕE', 'ΗH', 'ΙI', 'ΚK', 'ΜM', 'ΝN', 'ΟO', 'ΡP', 'ΤT', 'ΧX', 'ıi', 'ɡg', 'łl', 'øo', 'ΛA'],
  ].flat().map(([other, plain]) => [other as string, plain as string] as const),
); // prettier-ignore

const HAN = /\p{Script=Han}/u;
const LATIN = /\p{Script=Latin}/u;
const WORD = /[\p{L}\p{N}]/u;
/** What somebody puts between the characters of a word, as against what ends a sentence or a line. */
const BETWEEN = /[\s\p{P}\p{S}]/u;
const ENDS = /[，。、；：！？,;:!?\n]/u;

/**
 * The text in the letters that a reader sees: compatibility forms as plain ones, invisible characters and accents left out,
 * other forms of characters as the usual ones, and words put together again whose characters were set apart.
 */
export function asRead(text: string): ReadText {
  const letters = closed(together(plainLetters(text)));
  return {
    text: letters.map(({ letter }) => letter).join(''),
    from: letters.flatMap(({ letter, from }) => Array.from({ length: letter.length }, () => from)),
    to: letters.flatMap(({ letter, to }) => Array.from({ length: letter.length }, () => to)),
  };
}

function plainLetters(text: string): readonly Letter[] {
  const letters: Letter[] = [];
  let from = 0;
  for (const each of text) {
    const to = from + each.length;
    for (const letter of each.normalize('NFKD')) {
      if (/[\p{M}\p{Default_Ignorable_Code_Point}\p{Cf}]/u.test(letter)) continue;
      letters.push({ letter: plainForm(letter), from, to });
    }
    from = to;
  }
  return letters;
}

/** As it is typed: of dashes there is one, and of what is left between words. */
function plainForm(letter: string): string {
  if (/[\p{Pd}\u2212]/u.test(letter)) return '-';
  if (letter === '_' || (letter !== '\n' && /\s/u.test(letter))) return ' ';
  const point = letter.codePointAt(0) ?? 0;
  const row = LETTER_SIGNS.find((first) => point >= first && point < first + 26);
  return row === undefined ? (OTHER_FORMS.get(letter) ?? letter) : String.fromCharCode(65 + point - row);
}

/** A word may go on in the next line, or after more than one space. */
function closed(letters: readonly Letter[]): readonly Letter[] {
  const kept: Letter[] = [];
  for (const { letter, from, to } of letters) {
    const last = kept.at(-1);
    if (!/\s/u.test(letter)) kept.push({ letter, from, to });
    else if (last?.letter !== ' ') kept.push({ letter: ' ', from, to });
    else kept[kept.length - 1] = { ...last, to };
  }
  return kept;
}

function together(letters: readonly Letter[]): readonly Letter[] {
  const kept: Letter[] = [];
  for (let i = 0; i < letters.length;) {
    const here = letters[i] as Letter;
    kept.push(here);
    i = goesOnAt(letters, i, HAN.test(here.letter)) ?? i + 1;
  }
  return kept;
}

/** Where the word goes on whose letter this is, past what was put between; null where nothing was. */
function goesOnAt(letters: readonly Letter[], at: number, isHan: boolean): number | null {
  if (!isHan && !isAlone(letters, at)) return null;
  const next = pastGap(letters, at + 1);
  if (next === at + 1 || next === letters.length) return null;
  const goesOn = isHan
    ? HAN.test((letters[next] as Letter).letter)
    : isAlone(letters, next) && isSpelled(letters, at, next);
  return goesOn ? next : null;
}

/** The first letter from here on that is not put between two others. */
function pastGap(letters: readonly Letter[], start: number): number {
  let at = start;
  while (at < letters.length && isBetween(letters[at])) at++;
  return at;
}

const isBetween = (letter: Letter | undefined): boolean =>
  letter !== undefined && BETWEEN.test(letter.letter) && !ENDS.test(letter.letter);

/** A Latin letter with no other beside it. */
const isAlone = (letters: readonly Letter[], at: number): boolean =>
  LATIN.test(letters[at]?.letter ?? '') &&
  !WORD.test(letters[at - 1]?.letter ?? '') &&
  !WORD.test(letters[at + 1]?.letter ?? '');

/** At least three in a row, one by one: A M L. Of two it is no word that is sought. */
function isSpelled(letters: readonly Letter[], at: number, next: number): boolean {
  if (isAlone(letters, pastGap(letters, next + 1))) return true;
  let before = at - 1;
  while (before >= 0 && isBetween(letters[before])) before--;
  return isAlone(letters, before);
}
