import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { grow } from './growth';
import { EMPTY_ROOT, HASH_BYTES, leafHash, nodeHash } from './hashes';
import { holdsConsistency, holdsInclusion, proveConsistency, proveInclusion, rootOf } from './proofs';
import { divisionOf, nodesOf, type NodeAt } from './ranges';

/** Beside the clone where the desk is developed; elsewhere these tests are skipped by name. */
const FILE = join(__dirname, '../../../../../shared/data/oracles/rfc6962_merkle.json');
const describeWithData = existsSync(FILE) ? describe : describe.skip;

/** The definition of RFC 6962, word by word. */
function treeHash(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return EMPTY_ROOT;
  if (leaves.length === 1) return leaves[0] as Uint8Array;
  const k = divisionOf(leaves.length);
  return nodeHash(treeHash(leaves.slice(0, k)), treeHash(leaves.slice(k)));
}

function storeOf(leaves: readonly Uint8Array[]): (node: NodeAt) => Uint8Array {
  const kept = new Map(
    grow(0, [], leaves).nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]),
  );
  return ({ level, index }) => {
    const hash = kept.get(`${level}/${index}`);
    if (!hash) throw new Error(`no node ${level}/${index}`);
    return hash;
  };
}

const leavesOf = (count: number): Uint8Array[] =>
  Array.from({ length: count }, (_, at) => leafHash(Buffer.from(`record ${at}`)));

describeWithData('the vectors of RFC 6962 in shared/data', () => {
  interface Inclusion {
    readonly leafIdx: number;
    readonly treeSize: number;
    readonly root: string;
    readonly leafHash: string;
    readonly proof: readonly string[] | null;
    readonly wantErr: boolean;
    readonly desc: string;
  }
  interface Consistency {
    readonly size1: number;
    readonly size2: number;
    readonly root1: string;
    readonly root2: string;
    readonly proof: readonly string[] | null;
    readonly wantErr: boolean;
    readonly desc: string;
  }
  const { inclusion, consistency, tree } = (
    existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : {}
  ) as {
    inclusion: readonly Inclusion[];
    consistency: readonly Consistency[];
    tree: { leaf_inputs_hex: string[]; node_hashes_hex: string[][]; roots_by_size_hex: string[] };
  };
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64');

  it('hash leaves, nodes and roots of every size alike', () => {
    const leaves = tree.leaf_inputs_hex.map((hex) => leafHash(Buffer.from(hex, 'hex')));
    const hashes = storeOf(leaves);
    for (const [level, row] of tree.node_hashes_hex.entries())
      for (const [index, hex] of row.entries())
        expect([level, index, Buffer.from(hashes({ level, index })).toString('hex')]).toEqual([
          level,
          index,
          hex,
        ]);
    for (const [at, hex] of tree.roots_by_size_hex.entries())
      expect([at, Buffer.from(rootOf(at + 1, hashes)).toString('hex')]).toEqual([at, hex]);
  });

  it('prove inclusion or do not', () => {
    for (const { leafIdx, treeSize, root, leafHash: leaf, proof, wantErr, desc } of inclusion) {
      const held = holdsInclusion(
        bytes(leaf),
        { index: leafIdx, size: treeSize, root: bytes(root) },
        (proof ?? []).map(bytes),
      );
      expect([desc, leafIdx, treeSize, held]).toEqual([desc, leafIdx, treeSize, !wantErr]);
    }
    expect(inclusion.length).toBeGreaterThan(90);
  });

  it('prove consistency or do not; of no leaves, or by no root, there is none', () => {
    let asked = 0;
    for (const { size1, size2, root1, root2, proof, wantErr, desc } of consistency) {
      // Of no leaves there is nothing to prove; and what is no hash is no root, where the others do not look at its length.
      if (size1 === 0 || bytes(root1).length !== HASH_BYTES) continue;
      asked += 1;
      const held = holdsConsistency(
        { size: size1, root: bytes(root1) },
        { size: size2, root: bytes(root2) },
        (proof ?? []).map(bytes),
      );
      expect([desc, size1, size2, held]).toEqual([desc, size1, size2, !wantErr]);
    }
    expect(asked).toBeGreaterThan(70);
  });
});

describe('a tree of up to 70 leaves', () => {
  const MOST = 70;
  const leaves = leavesOf(MOST);
  const hashes = storeOf(leaves);

  it('has at every size the root of the definition', () => {
    for (let size = 0; size <= MOST; size++)
      expect([size, Buffer.from(rootOf(size, hashes))]).toEqual([
        size,
        Buffer.from(treeHash(leaves.slice(0, size))),
      ]);
  });

  it('proves every leaf at its place and no other, and every beginning and no other', () => {
    for (let size = 1; size <= MOST; size++) {
      const root = rootOf(size, hashes);
      for (let index = 0; index < size; index++) {
        const proof = proveInclusion(index, size, hashes);
        const leaf = leaves[index] as Uint8Array;
        expect(holdsInclusion(leaf, { index, size, root }, proof)).toBe(true);
        const other = (index + 1) % size;
        if (other !== index) expect(holdsInclusion(leaf, { index: other, size, root }, proof)).toBe(false);
      }
      for (let before = 1; before <= size; before++) {
        const proof = proveConsistency(before, size, hashes);
        const older = { size: before, root: rootOf(before, hashes) };
        expect(holdsConsistency(older, { size, root }, proof)).toBe(true);
        const wrong = { size: before, root: leafHash(Buffer.from('another')) };
        expect(holdsConsistency(wrong, { size, root }, proof)).toBe(false);
      }
    }
  });

  it('grows the same in whatever portions leaves come', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 14 }), (portions) => {
        let [size, frontier] = [0, [] as readonly Uint8Array[]];
        const nodes = [];
        for (const portion of portions) {
          const grown = grow(size, frontier, leaves.slice(size, size + portion));
          size = Math.min(size + portion, MOST);
          nodes.push(...grown.nodes);
          ({ frontier } = grown);
        }
        const whole = grow(0, [], leaves.slice(0, size));
        expect(nodes).toEqual(whole.nodes);
        expect(frontier).toEqual(nodesOf({ from: 0, to: size }).map(hashes));
      }),
    );
  });

  it('with any bit of a proof changed proves nothing', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: MOST }).chain((size) =>
          fc.record({
            size: fc.constant(size),
            index: fc.nat({ max: size - 1 }),
            step: fc.nat(),
            bit: fc.nat({ max: 255 }),
          }),
        ),
        ({ size, index, step, bit }) => {
          const proof = proveInclusion(index, size, hashes).map((hash) => Buffer.from(hash));
          const changed = proof[step % proof.length] as Buffer;
          changed[bit >> 3]! ^= 1 << (bit & 7);
          const root = rootOf(size, hashes);
          expect(holdsInclusion(leaves[index] as Uint8Array, { index, size, root }, proof)).toBe(false);
        },
      ),
    );
  });
});
