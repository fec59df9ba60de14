import { findingsOf, sale, type SaleScan } from './sales';

export type SaleRow = ReturnType<typeof sale>;
/** What stands at the edge, whether the rule fires there, the sales, and what differs from an ordinary terminal. */
export type RuleEdge = readonly [
  edge: string,
  fires: 'yes' | 'no',
  sales: readonly SaleRow[],
  options?: SaleScan,
];

/** Checks a rule at each side of its edges, whose values stand in the table by hand. */
export function checkEdges(code: string, edges: readonly RuleEdge[]): void {
  const rows = edges.map(([edge, fires, sales, options]) => ({ edge, fires, sales, options }));
  it.each(rows)('$edge: $fires', ({ fires, sales, options }) => {
    expect(findingsOf(code, sales, options).length > 0 ? 'yes' : 'no').toBe(fires);
  });
}

/** `count` sales from this local time on, so many seconds apart. */
export function row(
  count: number,
  local: string,
  seconds: number,
  yuan = '10.00',
  fields: (at: number) => Parameters<typeof sale>[2] = () => ({}),
): SaleRow[] {
  const first = sale(local, yuan).at;
  return Array.from({ length: count }, (_, at) => ({
    ...sale(local, yuan, fields(at)),
    at: first + at * seconds * 1000,
  }));
}
