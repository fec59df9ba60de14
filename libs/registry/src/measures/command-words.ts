/**
 * `freeze`: a measure is imposed. `narrow`, `lift`: it becomes less, or ends. `release`: money that it held goes to the
 * merchant. `bind`, `retire`: a device begins or ends its work as the terminal.
 */
export const COMMAND_KINDS = ['freeze', 'narrow', 'lift', 'release', 'bind', 'retire'] as const;
export type CommandKind = (typeof COMMAND_KINDS)[number];

/** What a command is for: what its end means to the case. Only those of `restore` count for a restore. */
export const COMMAND_PURPOSES = [
  'restore',
  'impose',
  'ease',
  'expire',
  'replace',
  'terminate',
  'reverse',
] as const;
export type CommandPurpose = (typeof COMMAND_PURPOSES)[number];
