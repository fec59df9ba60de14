import { openCheckpoint } from './checkpoint';
import { leafHash, nodeHash, sha256, toHex, type Bytes } from './tree';
import { verifyCase, type ProvenRecord } from './verify-case';

/** The example of Go's golang.org/x/mod/sumdb/note, which is no checkpoint, but is signed. */
const GO_KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const base64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const bytesOf = (text: string): Bytes => new TextEncoder().encode(text);

const NAME = 'thaw.audit/desk';
const CASE = '0f8b5a2c-5d3c-4d5e-9c6b-2f1e3d4c5b6a';

async function keyPair() {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  if (!('privateKey' in pair)) throw new Error('no pair');
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const typed = Uint8Array.of(1, ...raw);
  const id = (await sha256(bytesOf(`${NAME}\n`), typed)).slice(0, 4);
  return { key: `${NAME}+${toHex(id)}+${base64(typed)}`, id, signer: pair.privateKey };
}

/** Five records, of which the second and the last are the case's. */
async function file() {
  const { key, id, signer } = await keyPair();
  const salt = bytesOf('salt');
  const body = '{"after": {"state": "closed"}}';
  const commitment = toHex(await sha256(salt, bytesOf(body)));
  const entries = [
    '{"n": 0}',
    JSON.stringify({ case: CASE, commitment }),
    '{"n": 2}',
    '{"n": 3}',
    JSON.stringify({ case: CASE }),
  ];
  const [a, b, c, d, e] = (await Promise.all(entries.map(leafHash))) as [Bytes, Bytes, Bytes, Bytes, Bytes];
  const [ab, cd] = [await nodeHash(a, b), await nodeHash(c, d)];
  const four = await nodeHash(ab, cd);
  const root = await nodeHash(four, e);
  const text = `${NAME}\n5\n${base64(root)}\ntime 2026-11-28T12:00:00.000Z\n`;
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', signer, bytesOf(text)));
  const second: ProvenRecord = {
    ...{ seq: 1, entry: entries[1] ?? '', body, salt: base64(salt) },
    proof: [a, cd, e].map(base64),
  };
  const last: ProvenRecord = {
    ...{ seq: 4, entry: entries[4] ?? '', body: null, salt: null },
    proof: [base64(four)],
  };
  const checkpoint = `${text}\n— ${NAME} ${base64(Uint8Array.of(...id, ...signature))}\n`;
  return { key, given: { caseId: CASE, checkpoint, records: [second, last] }, second, last };
}

describe('a case’s audit, checked in the browser', () => {
  it('holds where every record leads to the root that the key signed', async () => {
    const { key, given } = await file();
    const { checkpoint, faults } = await verifyCase(given, key);
    expect(checkpoint).toMatchObject({ size: 5, at: '2026-11-28T12:00:00.000Z' });
    expect([...faults]).toEqual([
      [1, null],
      [4, null],
    ]);
  });

  it('names what was altered: the entry, its values, its place, its case', async () => {
    const { key, given, second, last } = await file();
    const faultsOf = async (records: readonly ProvenRecord[], caseId = CASE) => [
      ...(await verifyCase({ ...given, caseId, records }, key)).faults.values(),
    ];
    expect(await faultsOf([{ ...second, entry: `${second.entry} ` }, last])).toEqual(['altered', null]);
    expect(await faultsOf([{ ...second, seq: 0 }])).toEqual(['altered']);
    expect(await faultsOf([{ ...second, seq: 5 }])).toEqual(['altered']);
    expect(await faultsOf([{ ...second, proof: second.proof.slice(1) }])).toEqual(['altered']);
    expect(await faultsOf([{ ...second, proof: ['no base64'] }])).toEqual(['altered']);
    expect(await faultsOf([{ ...second, body: '{"after": {}}' }])).toEqual(['body']);
    expect(await faultsOf([{ ...second, salt: null }])).toEqual(['body']);
    expect(await faultsOf([{ ...second, body: null }])).toEqual([null]);
    expect(await faultsOf([last, second])).toEqual([null, 'order']);
    expect(await faultsOf([last], 'another')).toEqual(['case']);
  });

  it('believes no checkpoint that another key signed, or that was changed', async () => {
    const { key, given } = await file();
    const other = await keyPair();
    expect((await verifyCase(given, other.key)).checkpoint).toBeNull();
    const changed = given.checkpoint.replace('\n5\n', '\n6\n');
    expect((await verifyCase({ ...given, checkpoint: changed }, key)).checkpoint).toBeNull();
    for (const none of ['', 'name+00000000+AQ==', key.slice(0, -1), GO_KEY])
      expect(await openCheckpoint(given.checkpoint, none)).toBeNull();
  });
});
