import { createServer } from 'node:http';
import { behaviour, type Mode } from '../../apps/cli/src/gateway-simulator/behaviour';
import { GatewayDesk } from '../factories/registry-gateway';

let desk: GatewayDesk;
beforeAll(async () => (desk = await GatewayDesk.start()));
afterAll(() => desk.stop());

const IMPATIENT_MS = 150;

describe('asked what binds a terminal', () => {
  const asking = { merchantNo: '898310157220001', terminalNo: 'ASK00001' };
  const asked = (timeoutMs?: number) => desk.clientTo(desk.gatewayUrl, timeoutMs).measuresOf(asking);

  it.each<[Mode, object]>([
    ['confirm', { state: 'told', measures: [] }],
    ['slow', { state: 'told', measures: [] }],
    ['stall', { state: 'told', measures: [] }],
    ['refuse', { state: 'refused', reason: '422: the terminal is not ours' }],
    ['error_500', { state: 'unknown', reason: 'HTTP 500' }],
    ['drop_connection', { state: 'unknown', reason: expect.stringContaining('the line failed') }],
    ['garbled', { state: 'unknown', reason: 'the answer cannot be read' }],
    ['never_answer', { state: 'unknown', reason: 'no answer in time' }],
    ['answer_late', { state: 'unknown', reason: 'no answer in time' }],
  ])('it may %s', async (mode, answer) => {
    desk.simulator.behave(asking.terminalNo, behaviour(mode, mode === 'slow' ? { delayMs: 20 } : {}));
    const waits = mode === 'never_answer' || mode === 'answer_late';
    expect(await asked(waits ? IMPATIENT_MS : undefined)).toEqual(answer);
  });

  it('it tells what was commanded, what it set itself, and what binds the whole merchant', async () => {
    const { shop, id } = await desk.issueLift();
    await desk.run(id);
    const numbers = { merchantNo: shop.merchant.merchantNo, terminalNo: shop.terminal.terminalNo };
    const client = desk.clientTo(desk.gatewayUrl);
    expect(await client.measuresOf(numbers)).toEqual({ state: 'told', measures: [] });
    const own = await fetch(`${desk.gatewayUrl}/terminals/${numbers.merchantNo}/OTHER001/measures`, {
      method: 'PUT',
      body: JSON.stringify({ level: 'F5', scope: 'merchant' }),
    });
    expect(own.status).toBe(200);
    const measures = [{ id: expect.stringMatching(/^own-/), level: 'F5', scope: 'merchant' }];
    expect(await client.measuresOf(numbers)).toEqual({ state: 'told', measures });
    expect(await client.measuresOf({ ...numbers, merchantNo: '898310157229999' })).toEqual({ state: 'told', measures: [] });
  }); // prettier-ignore

  it('an answer about another terminal, or of levels that are not ours, is none', async () => {
    for (const body of [
      { terminalNo: 'ASK00002', measures: [] },
      { terminalNo: asking.terminalNo, measures: [{ level: 'F9', scope: 'terminal' }] },
      { terminalNo: asking.terminalNo, measures: [{ level: 'F4', scope: 'galaxy' }] },
      { terminalNo: asking.terminalNo },
    ]) {
      const server = createServer((_request, response) => response.end(JSON.stringify(body)));
      await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
      const { port } = server.address() as { port: number };
      const answer = await desk.clientTo(`http://127.0.0.1:${port}`).measuresOf(asking);
      expect(answer).toEqual({ state: 'unknown', reason: 'the answer cannot be read' });
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    }
  });
});
