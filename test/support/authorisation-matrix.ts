import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Who knocks: nobody, whose session has ended, who must enrol a second factor first, every role, and a key of every scope. */
export const PERSONAS = [
  'nobody',
  'ended',
  'enrolling',
  'merchant',
  'agent',
  'supervisor',
  'reviewer',
  'risk_officer',
  'admin',
  'notice:open',
  'transaction:append',
  'registry:write',
  'gateway:callback',
] as const;
export type Persona = (typeof PERSONAS)[number];

/** Whose the object is that the address names: their own; another's; of what is their own, a part of another's. */
export const PLACES = ['own', 'foreign', 'mixed'] as const;
export type Place = (typeof PLACES)[number];

export const WORDS = ['in', '401', '403', '404', 'rule'] as const;
export type Word = (typeof WORDS)[number];

/** Things that are somebody's. Beside them there are `none`, `absent` (of nobody) and `spare` (a session to be lost). */
const OWNED = [
  'case',
  'item',
  'evidence_file',
  'proof',
  'message_file',
  'note_file',
  'scan',
  'finding',
  'case_macro',
  'template_case',
  'terminal',
  'merchant',
  'queue',
  'import',
  'routed_import',
  'session',
  'view',
  'template',
  'macro',
  'bulk',
  'notification',
] as const;
const OTHERS = ['none', 'absent', 'spare'] as const;
export type OwnedThing = (typeof OWNED)[number];
export type Thing = OwnedThing | (typeof OTHERS)[number];

export interface Row {
  /** As `GET /v1/cases/:number`. */
  readonly route: string;
  readonly object: Thing;
  readonly cells: Readonly<Record<Persona, readonly Word[]>>;
}

export const isOwned = (thing: Thing): thing is OwnedThing => (OWNED as readonly string[]).includes(thing);

/** @throws Error where a line is not as `test/expectations/README.md` says. */
export function readMatrix(): readonly Row[] {
  const file = join(__dirname, '../expectations/authorisation.csv');
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  if (head !== ['route', 'object', ...PERSONAS, 'why'].join()) throw new Error(`${file}: other columns`);
  return lines.map((line) => rowOf(line));
}

function rowOf(line: string): Row {
  const [route = '', object = '', ...rest] = line.split(',');
  if (rest.length < PERSONAS.length + 1) throw new Error(`too few cells: ${line}`);
  const known = ([...OWNED, ...OTHERS] as readonly string[]).includes(object);
  if (!known) throw new Error(`an object that is not known: ${line}`);
  const cells = PERSONAS.map((persona, at) => [persona, wordsOf(rest[at] ?? '', object as Thing, line)]);
  return { route, object: object as Thing, cells: Object.fromEntries(cells) as Row['cells'] };
}

function wordsOf(cell: string, object: Thing, line: string): readonly Word[] {
  const words = cell.split('/');
  const most = isOwned(object) ? PLACES.length : 1;
  const are = words.length <= most && words.every((word) => (WORDS as readonly string[]).includes(word));
  if (!are) throw new Error(`a cell that says nothing, "${cell}": ${line}`);
  return words as Word[];
}
