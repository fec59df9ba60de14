/** A command as the simulated system remembers it. */
export interface BookedCommand {
  readonly id: string;
  readonly kind: CommandKind;
  readonly terminalNo: string;
  /** As it was sent, to tell a repeated command from another under the same id. */
  readonly content: string;
  state: 'accepted' | 'confirmed' | 'failed';
  reason: string | null;
  /** How often it was sent to us. */
  posts: number;
  /** How often we were asked what became of it. */
  asks: number;
  /** How often we set about doing it. */
  tries: number;
  /** How often it was really done: more than once would be a fault of somebody. */
  executions: number;
}

const KINDS = ['freeze', 'narrow', 'lift', 'release', 'bind', 'retire'] as const;
export type CommandKind = (typeof KINDS)[number];

export interface CommandBody {
  readonly id: string;
  readonly kind: CommandKind;
  readonly terminalNo: string;
}

/** The commands by their ids: the same id twice is one command. Kept in memory; a restart forgets them. */
export class CommandBook {
  private readonly commands = new Map<string, BookedCommand>();

  /** @returns the command, or null where the id belongs to another one. */
  book(body: CommandBody, content: string): BookedCommand | null {
    const known = this.commands.get(body.id);
    if (known && known.content !== content) return null;
    const command = known ?? {
      id: body.id,
      kind: body.kind,
      terminalNo: body.terminalNo,
      content,
      state: 'accepted',
      reason: null,
      posts: 0,
      asks: 0,
      tries: 0,
      executions: 0,
    };
    command.posts++;
    this.commands.set(body.id, command);
    return command;
  }

  find(id: string): BookedCommand | undefined {
    return this.commands.get(id);
  }

  all(): readonly BookedCommand[] {
    return [...this.commands.values()];
  }
}

/** What a terminal system must be told at the least; null where something is missing. */
export function readCommand(text: string): CommandBody | null {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body !== 'object' || body === null) return null;
    const { id, kind, terminalNo, merchantNo, measure, serialNo } = body as Record<string, unknown>;
    if (typeof id !== 'string' || typeof terminalNo !== 'string' || typeof merchantNo !== 'string')
      return null;
    const known = KINDS.find((each) => each === kind);
    if (!known) return null;
    const isOfDevice = known === 'bind' || known === 'retire';
    if (isOfDevice ? typeof serialNo !== 'string' : typeof measure !== 'object' || measure === null)
      return null;
    return { id, kind: known, terminalNo };
  } catch {
    return null;
  }
}
