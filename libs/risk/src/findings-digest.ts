import { createHash } from 'node:crypto';
import type { Finding } from './rules';

/** Every field of a finding in the order in which its canonical text names them. */
export const FINDING_FIELDS = [
  'rule',
  'version',
  'weight',
  'key',
  'card',
  'from',
  'to',
  'count',
  'sumFen',
  'measured',
  'threshold',
  'unit',
  'details',
  'parameters',
  'transactions',
] as const satisfies readonly (keyof Finding)[];

/** One field as text that is the same whether the finding was just made or comes back from the database. */
export function canonicalField(finding: Finding, field: (typeof FINDING_FIELDS)[number]): string {
  const value = finding[field] ?? {};
  const isNamed = field === 'details' || field === 'parameters';
  return isNamed ? namedText(value as Readonly<Record<string, number>>) : JSON.stringify(value);
}

const namedText = (values: Readonly<Record<string, number>>): string =>
  JSON.stringify(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Text goes to the hash when there is so much of it, since each call of it costs as much as a kilobyte. */
const TEXT_AT_ONCE = 16_384;
const IDS_AT_ONCE = 4_096;

/** SHA-256 over the canonical text of findings as they come. */
export class FindingsDigest {
  private readonly hash = createHash('sha256');
  private text = '';
  /** All findings of a rule have the same parameters. */
  private parameters: Finding['parameters'] | null = null;
  private parametersText = '';

  add(finding: Finding): void {
    const { transactions, parameters } = finding;
    if (parameters !== this.parameters) {
      this.parameters = parameters;
      this.parametersText = namedText(parameters);
    }
    this.text += headText(finding, this.parametersText);
    this.text += '[';
    for (let at = 0; at < transactions.length; at += IDS_AT_ONCE) {
      const some =
        transactions.length <= IDS_AT_ONCE ? transactions : transactions.slice(at, at + IDS_AT_ONCE);
      this.text += `${at === 0 ? '' : ','}${JSON.stringify(some).slice(1, -1)}`;
      this.flush(TEXT_AT_ONCE);
    }
    this.text += ']\n';
  }

  /** In hex. To be asked once, at the end. */
  digest(): string {
    this.flush(0);
    return this.hash.digest('hex');
  }

  private flush(least: number): void {
    if (this.text.length < least) return;
    this.hash.update(this.text);
    this.text = '';
  }
}

/** A line for each field but the transactions. Written out: of fifty thousand findings this is most of what a digest costs. */
function headText(finding: Finding, parameters: string): string {
  const { rule, version, weight, key, card, from, to, count, sumFen, measured, threshold, unit } = finding;
  const details = namedText(finding.details ?? {});
  return (
    `${JSON.stringify(rule)}\n${version}\n${weight}\n${JSON.stringify(key)}\n${JSON.stringify(card ?? {})}\n${from}\n${to}\n` +
    `${count}\n${sumFen}\n${measured}\n${threshold}\n${JSON.stringify(unit)}\n${details}\n${parameters}\n`
  );
}

/** SHA-256 in hex over the findings of a scan in their order: the bytes that a replay must give again. */
export function findingsDigest(findings: Iterable<Finding>): string {
  const digest = new FindingsDigest();
  for (const finding of findings) digest.add(finding);
  return digest.digest();
}
