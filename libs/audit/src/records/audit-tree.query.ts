import { Injectable } from '@nestjs/common';
import type { Tx } from '@thaw/platform';
import { proveConsistency, proveInclusion, rootOf, type NodeHashes, type Proof } from '../tree/proofs';
import { consistencyPath, inclusionPath, nodesOf, type LeafRange, type NodeAt } from '../tree/ranges';

/** Reads the stored tree: roots and proofs cost as many nodes as it has levels, or that squared. */
@Injectable()
export class AuditTree {
  /** How many records are numbered. */
  async size(tx: Tx): Promise<number> {
    const [row] = await tx.query<{ size: string }[]>(
      'SELECT coalesce(max(seq) + 1, 0) AS size FROM audit_record',
    );
    return Number(row?.size ?? 0);
  }

  /** @throws Error where a node is missing: the tree was tampered with. */
  async root(tx: Tx, size: number): Promise<Uint8Array> {
    return rootOf(size, await this.nodes(tx, [{ from: 0, to: size }]));
  }

  /** Of each of these records, in a tree of `size`. @throws RangeError where there is no such record. */
  async inclusions(tx: Tx, indexes: readonly number[], size: number): Promise<readonly Proof[]> {
    const hashes = await this.nodes(
      tx,
      indexes.flatMap((index) => inclusionPath(index, size)),
    );
    return indexes.map((index) => proveInclusion(index, size, hashes));
  }

  /** @throws RangeError unless 0 < before ≤ size. */
  async consistency(tx: Tx, before: number, size: number): Promise<Proof> {
    return proveConsistency(before, size, await this.nodes(tx, consistencyPath(before, size)));
  }

  private async nodes(tx: Tx, ranges: readonly LeafRange[]): Promise<NodeHashes> {
    const wanted = new Map(ranges.flatMap(nodesOf).map((node) => [nameOf(node), node]));
    const nodes = [...wanted.values()];
    const rows = await tx.query<{ level: number; index: string; hash: Buffer }[]>(
      `SELECT n.level, n.index, n.hash FROM audit_node n
       JOIN unnest($1::smallint[], $2::bigint[]) AS w (level, index) ON n.level = w.level AND n.index = w.index`,
      [nodes.map(({ level }) => level), nodes.map(({ index }) => index)],
    );
    const found = new Map(
      rows.map(({ level, index, hash }) => [nameOf({ level, index: Number(index) }), hash]),
    );
    return (node) => {
      const hash = found.get(nameOf(node));
      if (!hash) throw new Error(`the tree of the audit has no node ${nameOf(node)}`);
      return hash;
    };
  }
}

const nameOf = ({ level, index }: NodeAt): string => `${level}/${index}`;
