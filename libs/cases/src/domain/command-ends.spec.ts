import { afterCommand, type CommandEnd } from './command-ends';

const end = (over: Partial<CommandEnd>): CommandEnd => ({
  commandId: 'c',
  kind: 'lift',
  purpose: 'expire',
  state: 'confirmed',
  felt: true,
  noneLeft: false,
  ...over,
});
const told = (over: Partial<CommandEnd>): string[] =>
  afterCommand(end(over)).map((effect) => {
    if (effect.kind === 'task_for_owner') return effect.task;
    return effect.kind === 'notify_merchant' ? effect.template : effect.kind;
  });

describe('the end of a command', () => {
  it.each<[Partial<CommandEnd>, string[]]>([
    [{}, ['measure_eased']],
    [{ noneLeft: true }, ['measure_eased', 'last_measure_ended']],
    [{ felt: false, noneLeft: true }, ['last_measure_ended']],
    [{ purpose: 'ease', kind: 'narrow' }, ['measure_eased']],
    [{ purpose: 'ease', kind: 'release', noneLeft: true }, []],
    [{ purpose: 'impose', kind: 'freeze' }, []],
    [{ purpose: 'reverse', kind: 'freeze' }, []],
    [{ purpose: 'terminate', kind: 'lift', noneLeft: true }, []],
    [{ state: 'failed' }, ['command_failed_lift']],
    [{ state: 'failed', purpose: 'impose', kind: 'freeze' }, ['command_failed_freeze']],
    [{ state: 'failed', purpose: 'replace', kind: 'bind' }, ['command_failed_bind']],
  ])('%j tells %j', (over, expected) => expect(told(over)).toEqual(expected));

  it('is told by itself, however many come in one step of the case', () => {
    expect(afterCommand(end({ noneLeft: true })).every((effect) => 'about' in effect && effect.about === 'c')).toBe(true);
  }); // prettier-ignore
});
