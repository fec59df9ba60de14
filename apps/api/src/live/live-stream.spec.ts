import type { UserActor } from '@thaw/kernel';
import { LiveStream, type LiveSource, type LiveTerms } from './live-stream';

const READER: UserActor = { kind: 'user', userId: 'u', displayName: 'U', roles: ['agent'], merchantId: null };
const TERMS: LiveTerms = { heartbeatMs: 60_000, slowMs: 60_000, retryMs: 3_000 };

/** A feed in which every second event is the reader's to see. */
class Feed implements LiveSource {
  last_ = 0;
  reader: UserActor | null = READER;
  asked: number[] = [];

  readonly who = async (): Promise<UserActor | null> => this.reader;
  readonly last = (): number => this.last_;
  readonly seal = (place: number): string => `p${place}`;
  readonly after = async (_: UserActor, place: number, upTo: number) => {
    this.asked.push(place);
    const until = Math.min(place + 10, upTo);
    const events = Array.from({ length: until - place }, (_each, index) => place + index + 1)
      .filter((each) => each % 2 === 0)
      .map((each) => ({ place: each, event: { kind: 'case', number: `N${each}` } as const }));
    return { events, place: until };
  };
}

const idsIn = (text: string): string[] => [...text.matchAll(/^id: (\S+)$/gm)].map(([, id]) => id ?? '');

/** All that the reader has been sent when `is` holds of it. */
async function readUntil(stream: LiveStream, is: (text: string) => boolean): Promise<string> {
  let text = '';
  if (!stream.out.readableEncoding) stream.out.setEncoding('utf8');
  for await (const chunk of stream.out.iterator({ destroyOnReturn: false })) {
    text += chunk as string;
    if (is(text)) return text;
  }
  return text;
}

it('gives what was missed and what comes once each, in order, and says from where the reader resumes', async () => {
  const feed = new Feed();
  feed.last_ = 33;
  const stream = new LiveStream(feed, 4, TERMS);
  const running = stream.run();
  const missed = await readUntil(stream, (text) => text.includes('p32'));
  expect(missed.startsWith('retry: 3000\nid: p4\nevent: ready\ndata: {}\n\n')).toBe(true);
  expect(missed).toContain('id: p6\nevent: case\ndata: {"number":"N6"}\n\n');
  feed.last_ = 40;
  stream.wake();
  const come = await readUntil(stream, (text) => text.includes('p40'));
  const expected = Array.from({ length: 18 }, (_, index) => `p${6 + 2 * index}`);
  expect([...idsIn(missed).slice(1), ...idsIn(come)]).toEqual(expected);
  stream.end();
  await running;
});

it('beats with the place up to which was looked, also where there was nothing to see', async () => {
  const feed = new Feed();
  feed.last_ = 1;
  const stream = new LiveStream(feed, 0, { ...TERMS, heartbeatMs: 1 });
  const running = stream.run();
  const text = await readUntil(stream, (sent) => sent.includes('p1'));
  expect(text).toContain(': \nid: p1\n\n');
  expect(text).not.toContain('event: case');
  stream.end();
  await running;
});

it('is silent of what the reader may not see until the next beat is due', async () => {
  const feed = new Feed();
  const stream = new LiveStream(feed, 0, TERMS);
  const running = stream.run();
  await readUntil(stream, (text) => text.includes('ready'));
  feed.last_ = 1;
  stream.wake();
  feed.last_ = 2;
  stream.wake();
  // Had the first been told in any way, it would stand before the second.
  expect(await readUntil(stream, (text) => text.includes('p2'))).toMatch(/^id: p2\nevent: case\n/);
  stream.end();
  await running;
});

it('tells a reader to begin anew whose place is not kept', async () => {
  const feed = new Feed();
  feed.last_ = 7;
  const stream = new LiveStream(feed, null, TERMS);
  const running = stream.run();
  expect(await readUntil(stream, (text) => text.includes('p7'))).toContain('id: p7\nevent: reset\n');
  stream.end();
  await running;
  expect(feed.asked).toEqual([]);
});

it('ends for whoever is signed out, and after the reader has gone', async () => {
  const feed = new Feed();
  const stream = new LiveStream(feed, 0, TERMS);
  const running = stream.run();
  await readUntil(stream, (text) => text.includes('ready'));
  feed.reader = null;
  stream.wake();
  expect(await readUntil(stream, () => false)).toContain('event: signed_out');
  await running;

  const gone = new LiveStream(new Feed(), 0, TERMS);
  const going = gone.run();
  gone.out.destroy();
  await going;
});

it('reads no more than is taken, and lets go of a reader that takes nothing', async () => {
  const feed = new Feed();
  feed.last_ = 1_000_000;
  const stream = new LiveStream(feed, 0, { ...TERMS, slowMs: 1 });
  await stream.run();
  expect(stream.out.destroyed).toBe(true);
  // Some 16 KB of events lie waiting, not the million.
  expect(feed.asked.length).toBeLessThan(200);
});
