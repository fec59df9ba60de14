import { parentPort, type MessagePort } from 'node:worker_threads';
import { Zone } from '@thaw/kernel';
import { columnsIn } from '@thaw/transactions/records';
import { ScanEngine } from '../engine/scan-engine';
import { RULES } from '../rules';
import type { FoldOrder, FromThread, ThreadStart, ToThread } from './thread-messages';

/** One scan's part of this thread. */
class ThreadFold {
  private readonly engine: ScanEngine;

  constructor(
    { rules, parameters, facts, timeZone, currency }: FoldOrder,
    private readonly port: MessagePort,
  ) {
    this.engine = new ScanEngine({
      rules: RULES.filter(({ code }) => rules.includes(code)),
      parameters,
      facts,
      zone: new Zone(timeZone),
      currency,
    });
  }

  hear(message: ToThread): void {
    if (message.kind === 'end') {
      const handedOver: ArrayBuffer[] = [];
      const found = this.engine.outcome().findings.pack(handedOver);
      this.tell({ kind: 'found', found }, handedOver);
      this.port.close();
      return;
    }
    const { rows, columns, newCards, newCurrencies } = message;
    this.engine.feedBlock({ ...columnsIn(columns, rows), newCards, newCurrencies });
    this.tell({ kind: 'folded', columns }, [columns]);
  }

  private tell(message: FromThread, handedOver: readonly ArrayBuffer[]): void {
    this.port.postMessage(message, handedOver);
  }
}

parentPort?.on('message', ({ order, port }: ThreadStart) => {
  let fold: ThreadFold | null = null;
  port.on('message', (message: ToThread) => {
    try {
      fold ??= new ThreadFold(order, port);
      fold.hear(message);
    } catch (error) {
      port.postMessage({ kind: 'failed', error } satisfies FromThread);
      port.close();
    }
  });
});
