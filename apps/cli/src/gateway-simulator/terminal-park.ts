import type { BookedCommand } from './command-book';

/** A measure as it binds the simulated terminal. */
export interface ParkedMeasure {
  readonly level: string;
  readonly scope: string;
  readonly heldAmountFen: number | null;
}

/** A measure as it is told of to whoever asks. */
export interface ToldMeasure {
  readonly id: string;
  readonly level: string;
  readonly scope: string;
}

interface ParkedTerminal {
  readonly merchantNo: string;
  readonly measures: Map<string, ParkedMeasure>;
  serialNo: string | null;
}

interface SentCommand {
  readonly merchantNo: string;
  readonly measure?: { readonly id?: string; readonly level: string; readonly scope: string };
  readonly serialNo?: string;
  readonly parameters?: {
    readonly level?: string;
    readonly scope?: string;
    readonly heldAmountFen?: number | null;
    readonly amountFen?: number | null;
    readonly replaces?: string | null;
    readonly becomes?: string;
  };
}

/**
 * What the simulated terminals are like after all that was really done to them, by terminal number. Measures that were
 * in force before the simulator heard of their terminal it does not know of, as it keeps nothing over a restart.
 */
export class TerminalPark {
  private readonly terminals = new Map<string, ParkedTerminal>();

  /** All that binds a terminal: what was set on it, and what was set on its whole merchant by another. */
  binding(merchantNo: string, terminalNo: string): readonly ToldMeasure[] {
    return [...this.terminals].flatMap(([of, terminal]) =>
      [...terminal.measures]
        .filter(
          ([, { scope }]) =>
            of === terminalNo || (scope === 'merchant' && terminal.merchantNo === merchantNo),
        )
        .map(([id, { level, scope }]) => ({ id, level, scope })),
    );
  }

  /** The acquirer's own hand: a measure that nobody commanded. */
  freeze(merchantNo: string, terminalNo: string, { id, level, scope }: ToldMeasure): void {
    this.terminal(merchantNo, terminalNo).measures.set(id, { level, scope, heldAmountFen: null });
  }

  measuresOf(terminalNo: string): readonly ParkedMeasure[] {
    return [...(this.terminals.get(terminalNo)?.measures.values() ?? [])];
  }

  /** The device at work; null: none that the simulator was told of, or one that was retired. */
  deviceOf(terminalNo: string): string | null {
    return this.terminals.get(terminalNo)?.serialNo ?? null;
  }

  carryOut(command: BookedCommand): void {
    const { merchantNo, measure, serialNo, parameters = {} } = JSON.parse(command.content) as SentCommand;
    const terminal = this.terminal(merchantNo, command.terminalNo);
    if (command.kind === 'bind') terminal.serialNo = serialNo ?? null;
    if (command.kind === 'retire' && (terminal.serialNo ?? serialNo) === serialNo) terminal.serialNo = null;
    if (!measure) return;
    const id = measure.id ?? '';
    const terms = {
      level: parameters.level ?? measure.level,
      scope: parameters.scope ?? measure.scope,
      heldAmountFen: parameters.heldAmountFen ?? null,
    };
    if (command.kind === 'freeze') terminal.measures.delete(parameters.replaces ?? '');
    if (command.kind === 'lift' || command.kind === 'narrow') terminal.measures.delete(id);
    if (command.kind === 'freeze') terminal.measures.set(id, terms);
    if (command.kind === 'narrow') terminal.measures.set(parameters.becomes ?? id, terms);
    const held = terminal.measures.get(id);
    if (command.kind === 'release' && held)
      terminal.measures.set(id, { ...held, heldAmountFen: leftAfter(held, parameters.amountFen ?? null) });
  }

  private terminal(merchantNo: string, terminalNo: string): ParkedTerminal {
    const known = this.terminals.get(terminalNo) ?? {
      merchantNo,
      measures: new Map<string, ParkedMeasure>(),
      serialNo: null,
    };
    this.terminals.set(terminalNo, known);
    return known;
  }
}

/** Without an amount all is released. */
function leftAfter({ heldAmountFen }: ParkedMeasure, amountFen: number | null): number | null {
  if (heldAmountFen === null || amountFen === null || amountFen >= heldAmountFen) return null;
  return heldAmountFen - amountFen;
}
