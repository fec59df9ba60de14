import { bigintAsNumber } from '@thaw/platform';
import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { Finding, ParameterUnit } from './rules';

const bigintsAsNumbers = {
  to: (value: readonly number[]): readonly number[] => value,
  from: (value: readonly string[]): readonly number[] => value.map(Number),
};

/** One finding of a scan, with the ids of its transactions in one array. Its words are rendered on reading. */
@Entity('finding')
@Unique('finding_once', ['scanId', 'rule', 'findingKey'])
@Index('finding_order', ['scanId', 'ordinal'])
export class FindingRow {
  @PrimaryColumn('uuid')
  id: string;

  @Column({ name: 'scan_id', type: 'uuid' })
  scanId: string;

  @Column({ type: 'integer' })
  ordinal: number;

  @Column({ type: 'text' })
  rule: string;

  @Column({ name: 'rule_version', type: 'integer' })
  ruleVersion: number;

  @Column({ type: 'integer' })
  weight: number;

  @Column({ name: 'finding_key', type: 'text' })
  findingKey: string;

  @Column({ name: 'card_token', type: 'text', nullable: true })
  cardToken: string | null;

  @Column({ name: 'from_at', type: 'timestamptz' })
  fromAt: Date;

  @Column({ name: 'to_at', type: 'timestamptz' })
  toAt: Date;

  @Column({ type: 'integer' })
  count: number;

  @Column({ name: 'sum_fen', type: 'bigint', transformer: bigintAsNumber })
  sumFen: number;

  @Column({ type: 'bigint', transformer: bigintAsNumber })
  measured: number;

  @Column({ type: 'bigint', transformer: bigintAsNumber })
  threshold: number;

  @Column({ type: 'text' })
  unit: ParameterUnit;

  @Column({ type: 'jsonb' })
  details: Readonly<Record<string, number>>;

  @Column({ type: 'jsonb' })
  parameters: Readonly<Record<string, number>>;

  @Column({
    name: 'transaction_ids',
    type: 'bigint',
    array: true,
    select: false,
    transformer: bigintsAsNumbers,
  })
  transactionIds: readonly number[];
}

/** The finding as the engine made it. @param row read with its transaction ids. */
export const findingOf = (row: FindingRow): Finding => ({
  rule: row.rule,
  version: row.ruleVersion,
  weight: row.weight,
  key: row.findingKey,
  card: row.cardToken,
  from: row.fromAt.getTime(),
  to: row.toAt.getTime(),
  count: row.count,
  sumFen: row.sumFen,
  measured: row.measured,
  threshold: row.threshold,
  unit: row.unit,
  details: row.details,
  parameters: row.parameters,
  transactions: row.transactionIds,
});
