import { Instant } from '../../showing/instant';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const SHORT = 90;

/** A value as it is kept: instants in the desk's zone, all else to the letter. */
export function Value({ value }: { readonly value: unknown }) {
  if (value === null || value === undefined) return <span className="secondary">–</span>;
  if (typeof value === 'string' && INSTANT.test(value)) return <Instant at={value} />;
  if (Array.isArray(value) && value.every(isPlain)) return <span>{value.join(', ')}</span>;
  if (isPlain(value)) return <span className="prose">{String(value)}</span>;
  const text = JSON.stringify(value);
  return <pre className="json">{text.length > SHORT ? JSON.stringify(value, null, 1) : text}</pre>;
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);
