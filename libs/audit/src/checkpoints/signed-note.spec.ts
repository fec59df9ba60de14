import { randomBytes } from 'node:crypto';
import { openCheckpoint, signCheckpoint } from './checkpoint';
import { keyText, noteSigner, openNote, readKey, signNote } from './signed-note';

/** The example of Go's golang.org/x/mod/sumdb/note, from which the format comes. */
const KEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const SEED = Buffer.from('AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz', 'base64').subarray(1);
const TEXT =
  "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const NOTE = `${TEXT}
— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
`;

describe('a signed note', () => {
  it("is opened as Go's own is, and by no other key", () => {
    const key = readKey(KEY)!;
    expect(openNote(NOTE, key)).toBe(TEXT);
    expect(keyText(key)).toBe(KEY);
    expect(openNote(NOTE.replace('answer', 'Answer'), key)).toBeNull();
    expect(openNote(NOTE, noteSigner('PeterNeumann', randomBytes(32)))).toBeNull();
    expect(openNote(NOTE, { ...key, name: 'Somebody' })).toBeNull();
    for (const torn of ['', '\n', '\n\n', TEXT, NOTE.trimEnd(), NOTE.replace('x08g', 'x08h')])
      expect(openNote(torn, key)).toBeNull();
  });

  it("is signed as Go's own is", () => {
    expect(SEED).toHaveLength(32);
    const signer = noteSigner('PeterNeumann', SEED);
    expect(keyText(signer)).toBe(KEY);
    expect(signNote(TEXT, signer)).toBe(NOTE);
  });

  it.each(['', 'name', 'name+00000000+AQ==', KEY.replace('c74f', 'c74e'), KEY.replace('+ARpc', '+Ahpc')])(
    'knows no key in %p',
    (text) => expect(readKey(text)).toBeNull(),
  );
});

describe('a checkpoint', () => {
  const signer = noteSigner('thaw.audit/desk', Buffer.alloc(32, 7));
  const given = {
    origin: 'thaw.audit/desk',
    size: 20_852_163,
    root: Buffer.alloc(32, 9),
    at: new Date('2026-11-28T12:00:00.000Z'),
  };

  it('says origin, count, root and time, and is opened as it was', () => {
    const note = signCheckpoint(given, signer);
    expect(note.split('\n').slice(0, 5)).toEqual([
      'thaw.audit/desk',
      '20852163',
      'CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=',
      'time 2026-11-28T12:00:00.000Z',
      '',
    ]);
    expect(openCheckpoint(note, readKey(keyText(signer))!)).toEqual(given);
  });

  it('of another tree, without time, or with a count that is none is no checkpoint', () => {
    expect(
      openCheckpoint(signCheckpoint({ ...given, origin: 'thaw.audit/other' }, signer), signer),
    ).toBeNull();
    for (const text of [
      'thaw.audit/desk\n1\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\n',
      'thaw.audit/desk\n01\nCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=\ntime 2026-11-28T12:00:00.000Z\n',
      'thaw.audit/desk\n1\nCQk=\ntime 2026-11-28T12:00:00.000Z\n',
      'thaw.audit/desk\n',
    ])
      expect(openCheckpoint(signNote(text, signer), signer)).toBeNull();
  });
});
