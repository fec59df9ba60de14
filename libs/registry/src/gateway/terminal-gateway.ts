import type { CommandKind, MeasureLevel, MeasureScope } from '../measures';
import type { GatewayAnswer } from './gateway-answer';
import type { TerminalAnswer } from './terminal-answer';

/** What the terminal system is told to do. Its `id` is the idempotency key: the same id twice is one command. */
export interface OutgoingCommand {
  readonly id: string;
  readonly kind: CommandKind;
  readonly terminalNo: string;
  readonly merchantNo: string;
  /** What it is about, by the id under which the measure was imposed; its terms are in `parameters` where they change. */
  readonly measure?: { readonly id: string; readonly level: MeasureLevel; readonly scope: MeasureScope };
  /** Of `bind` and `retire`: the device. */
  readonly serialNo?: string;
  readonly parameters: object;
}

/** A terminal by the numbers that the terminal system knows it by. */
export interface NumberedTerminal {
  readonly merchantNo: string;
  readonly terminalNo: string;
}

/** The way to the acquirer's terminal system. Nothing of it throws: what fails out there is an answer. */
export abstract class TerminalGateway {
  /** Whether there is a system to speak to at all. */
  abstract readonly isConnected: boolean;

  abstract send(command: OutgoingCommand): Promise<GatewayAnswer>;

  /** What became of a command; `not_known` where the terminal system never got it. */
  abstract ask(id: string): Promise<GatewayAnswer | { readonly state: 'not_known' }>;

  /** Which measures bind a terminal, its merchant's among them. */
  abstract measuresOf(terminal: NumberedTerminal): Promise<TerminalAnswer>;
}
