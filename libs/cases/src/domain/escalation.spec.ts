import { CLOCK_KINDS } from '@thaw/sla/arithmetic';
import { USUAL_ESCALATIONS, canEscalate, escalatedBy, type EscalationRule } from './escalation';

describe('escalation', () => {
  it('of a queue that says nothing else tells at 80 %, and at the due instant tells, raises and takes from who is away', () => {
    const by = (step: string) => escalatedBy('decision', step, 'P3', USUAL_ESCALATIONS);
    expect(['50', '80', '100', '150'].map(by)).toEqual([
      [],
      ['tell_supervisors'],
      ['tell_supervisors', 'raise_priority', 'reassign_absent'],
      [],
    ]);
  });

  it('is of the desk’s own clocks alone: no other kind has any', () => {
    const rules = USUAL_ESCALATIONS.map((rule) => ({ ...rule, step: 100 }));
    expect(CLOCK_KINDS.filter((kind) => escalatedBy(kind, '100', 'P1', rules).length > 0)).toEqual([
      'triage',
      'decision',
    ]);
    expect(CLOCK_KINDS.filter(canEscalate)).toEqual(['triage', 'decision']);
  });

  it('goes by class where a rule names some, and then not for a case without one', () => {
    const rules: readonly EscalationRule[] = [
      { step: 150, does: 'reassign', classes: ['P1', 'P2'] },
      { step: 150, does: 'raise_priority', classes: [] },
      { step: 150, does: 'raise_priority', classes: ['P1'] },
    ];
    expect(escalatedBy('decision', '150', 'P1', rules)).toEqual(['raise_priority', 'reassign']);
    expect(escalatedBy('decision', '150', 'P3', rules)).toEqual(['raise_priority']);
    expect(escalatedBy('triage', '150', null, rules)).toEqual(['raise_priority']);
    expect(escalatedBy('decision', '100', 'P1', rules)).toEqual([]);
  });
});
