import { Inject, Injectable } from '@nestjs/common';
import { systemActor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { RegistryQuery, RegistryService } from '@thaw/registry';
import { DEMO_MODEL, DEMO_SHOPS, type DemoShop, type DemoTerminal } from './demo-shops';
import { DEMO_STREET } from './demo-street';

/** Ids of the demo's terminals by terminal number. */
export type SeededTerminals = ReadonlyMap<string, string>;

const SETUP = systemActor('setup');
/** Before all histories of the demo. */
const INSTALLED_DAYS_AGO = 200;

/** Merchants, terminals, devices and bindings. A shop is written whole or not at all. */
@Injectable()
export class RegistrySeed {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly registry: RegistryService,
    private readonly query: RegistryQuery,
  ) {}

  async run(): Promise<SeededTerminals> {
    const ids = new Map<string, string>();
    for (const shop of [...DEMO_SHOPS, ...DEMO_STREET.map((each) => each.shop)]) {
      await this.database.asActor(SETUP, async (tx) => {
        await this.ensure(tx, shop);
        for (const { terminalNo } of shop.terminals) {
          const terminal = await this.query.findTerminal(tx, SETUP, {
            merchantNo: shop.merchantNo,
            terminalNo,
          });
          if (terminal) ids.set(terminalNo, terminal.id);
        }
      });
    }
    return ids;
  }

  private async ensure(tx: Tx, shop: DemoShop): Promise<void> {
    const [first] = shop.terminals;
    const numbers = { merchantNo: shop.merchantNo, terminalNo: first?.terminalNo ?? '' };
    if (await this.query.findTerminal(tx, SETUP, numbers)) return;
    const { id } = await this.registry.registerMerchant(tx, shop);
    for (const terminal of shop.terminals) await this.install(tx, id, shop, terminal);
  }

  private async install(
    tx: Tx,
    merchantId: string,
    { address, merchantNo, expectedTicketFen, site }: DemoShop,
    { terminalNo, feeProfile, serialNo }: DemoTerminal,
  ): Promise<void> {
    const { id } = await this.registry.registerTerminal(tx, {
      merchantId,
      terminalNo,
      feeProfile,
      expectedTicketFen,
      site,
    });
    await this.registry.registerDevice(tx, { serialNo, model: DEMO_MODEL });
    await this.registry.bind(tx, id, {
      serialNo,
      settlementAccount: `DEMO${merchantNo.slice(-8)}`,
      installationAddress: address,
      boundAt: new Date(this.clock.now().getTime() - INSTALLED_DAYS_AGO * 86_400_000),
    });
  }
}
