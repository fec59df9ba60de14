import { DrivenCase, castOf, type Cast } from '../factories/freeze-case';
import { placeHold } from '../factories/held-case';
import { openedBy, transcriptOf } from '../support/merchant-transcript';
import { TestDesk } from '../support/test-desk';
import { waitFor } from '../support/wait-for';

// For what hangs, not for what is slow: all that both merchants can read is compared at every stop of a case.
jest.setTimeout(600_000);

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

interface Twin {
  readonly cast: Cast;
  readonly driven: DrivenCase;
}
const CODES = ['E01', 'E02', 'E03', 'E05', 'E07', 'E13'];

/** Everything that either reason requires is asked of both, and accepted; trading is given back. */
async function restored({ cast, driven }: Twin, reasonCode: string): Promise<void> {
  await driven.act(cast.agent, 'triage', { reasonCode });
  const items = CODES.map((code) => ({ code, required: true }));
  await driven.act(cast.agent, 'request_evidence', { items, text: 'please' });
  const { evidence } = await driven.seenBy(cast.merchant);
  for (const { id, accepts } of evidence.items as { id: string; accepts: { min: number } }[])
    for (let file = 0; file < accepts.min; file++) await driven.upload(cast.merchant, id);
  await driven.act(cast.merchant, 'submit_evidence');
  const supplied = (await driven.seenBy(cast.agent)).evidence.items as { id: string; state: string }[];
  for (const { id, state } of supplied)
    if (state === 'supplied') await driven.act(cast.agent, 'assess', { itemId: id });
  await driven.scan();
  await driven.propose('U', 'lift');
  await driven.act(cast.supervisor, 'approve');
  await driven.becomes('monitoring');
  await waitFor('all to be judged', async () => (await driven.seenBy(cast.agent)).watch.upToDate === true);
}

/** A sale over the limit, as it comes in while the terminal is watched. */
async function soldAgain({ cast, driven }: Twin): Promise<void> {
  const machine = await desk.machine('transaction:append');
  const record = { occurredAt: desk.clock.now().toISOString(), amountFen: 6_000_001, reference: driven.number };
  await machine.post(`/v1/terminals/${cast.shop.terminal.id}/transactions`).send({ records: [record] }).expect(200);
  await waitFor('the hit', async () => (await driven.seenBy(cast.agent)).watch.openHits > 0);
} // prettier-ignore

it('CASHOUT and AML, refrozen in the watch: the merchant cannot tell them apart, nor that a hit was let be', async () => {
  const twins: Twin[] = [];
  for (let n = 0; n < 2; n++) {
    const cast = await castOf(desk);
    twins.push({ cast, driven: await DrivenCase.open(desk, cast) });
  }
  const [first, second] = twins as [Twin, Twin];
  let answers = 0;
  const alike = async (where: string): Promise<void> => {
    desk.clock.advance(1_000);
    for (const read of [transcriptOf, openedBy]) {
      const [one, other] = await Promise.all(twins.map(({ cast, driven }) => read(cast, driven)));
      expect({ where, ...other }).toEqual({ where, ...one });
      answers += Object.keys(one ?? {}).length;
    }
  };
  await restored(first, 'CASHOUT');
  await restored(second, 'AML');
  await alike('watched');
  await soldAgain(first);
  await alike('a hit found of one');
  await first.driven.act(first.cast.agent, 'keep_watching', { text: 'explained' });
  await alike('a hit let be');
  await soldAgain(second);
  await placeHold(second.driven, second.cast.reviewer);
  for (const { cast, driven } of twins) await driven.act(cast.agent, 'refreeze', { text: 'again' });
  await alike('refrozen');
  for (const { cast, driven } of twins) {
    await waitFor('it is applied', async () =>
      ((await driven.seenBy(cast.agent)).measures as { appliedAt: string | null }[]).every(
        ({ appliedAt }) => appliedAt !== null,
      ),
    );
    await driven.act(cast.merchant, 'object', { text: 'not again' });
  }
  await alike('objected');
  expect(answers).toBeGreaterThan(300);
});
