import { TerminalGateway } from './terminal-gateway';
import type { GatewayAnswer } from './gateway-answer';
import type { TerminalAnswer } from './terminal-answer';

const REASON = 'no terminal system is connected';

/**
 * For an acquirer without a terminal system that speaks to us: every command waits for people at once, who carry it out
 * and confirm it by hand, two of them, and what binds a terminal is what a person says.
 */
export class ManualGateway extends TerminalGateway {
  readonly isConnected = false;

  send(): Promise<GatewayAnswer> {
    return Promise.resolve({ state: 'refused', reason: REASON });
  }

  ask(): Promise<GatewayAnswer> {
    return Promise.resolve({ state: 'refused', reason: REASON });
  }

  measuresOf(): Promise<TerminalAnswer> {
    return Promise.resolve({ state: 'unknown', reason: REASON });
  }
}
