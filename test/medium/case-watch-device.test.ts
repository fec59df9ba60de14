import { TestDesk } from '../support/test-desk';
import { watched } from '../support/watched-case';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.start({ THAW_LOG_LEVEL: 'warn' })));
afterAll(() => desk.stop());

it('leaves a watched terminal its device until the case is frozen again, and takes ids in capital letters', async () => {
  const { cast, driven } = await watched(desk);
  const registry = await desk.machine('registry:write');
  const path = `/v1/terminals/${cast.shop.terminal.id}/bindings/current`;
  const { body } = await registry.delete(path).set('accept-language', 'en').expect(409);
  expect(body).toMatchObject({ code: 'GUARD_REFUSED', rule: 'bindings.watched', detail: expect.stringContaining('refreeze') });
  const { termination } = await driven.seenBy(cast.agent);
  expect(termination?.serialNo ?? cast.shop.device.serialNo).toBe(cast.shop.device.serialNo);
  await driven.act(cast.agent, 'refreeze', { text: 'the device must go' });
  await registry.delete(path).expect(200);

  const { evidence } = await driven.seenBy(cast.agent);
  const item = (evidence.items as { id: string; supplier: string }[]).find(({ supplier }) => supplier === 'merchant')!;
  const capital = item.id.toUpperCase();
  expect(capital).not.toBe(item.id);
  const rejected = await driven.act(cast.agent, 'reject', { itemId: capital, text: 'blurred' });
  expect((rejected.evidence.items as { id: string; state: string }[]).find(({ id }) => id === item.id)).toMatchObject({ state: 'rejected' });
}); // prettier-ignore
