import { IDS } from '../../../../test/factories/case-facts';
import { attempt, verdictOn, type Attempted } from '../../../../test/support/attempts';
import {
  EVIDENCE_CODES,
  REFERENCE_VERSION,
  referenceOf,
  type CaseFacts,
  type EvidenceCode,
  type ReasonCode,
} from './index';

const items = (over: Partial<CaseFacts['items'][number]>) => (facts: CaseFacts) => ({
  items: facts.items.map((item) => ({ ...item, ...over })),
});
const accepted = items({ state: 'accepted' });

describe('what is asked of a merchant', () => {
  const asked = (...codes: string[]): Attempted => ({
    action: 'request_evidence',
    state: 'reviewing',
    by: 'agent',
    payload: { items: codes.map((code) => ({ code, required: true })) },
  });

  it('is the merchant’s own items and never a vendor’s or an authority’s', () => {
    const verdicts = EVIDENCE_CODES.map((code) => [code, verdictOn(asked(code))]);
    const refused = verdicts.filter(([, verdict]) => verdict !== 'ok');
    expect(refused).toEqual(['E11', 'E12', 'E17'].map((code) => [code, 'INVALID_REQUEST @items[0].code']));
    for (const [code] of refused as [EvidenceCode, string][]) {
      expect(verdictOn({ ...asked(code), state: 'appealing', by: 'reviewer' })).not.toBe('ok');
    }
  });

  it('is at least one item, each once, none that is accepted already or unknown', () => {
    expect(verdictOn(asked())).toBe('INVALID_REQUEST @items');
    expect(verdictOn(asked('E02', 'E02'))).toBe('INVALID_REQUEST @items[1].code');
    expect(verdictOn(asked('E02', 'E06'))).toBe('INVALID_REQUEST @items[1].code');
    expect(verdictOn(asked('toString'))).toBe('INVALID_REQUEST @items[0].code');
    expect(verdictOn({ ...asked('E01'), facts: accepted })).toBe('INVALID_REQUEST @items[0].code');
  });

  it.each(['AML', 'GAMBLING_FRAUD', 'AUTHORITY_ORDER'] as const)('is wanted of %s by the day of any other of its face', (reasonCode) => {
    const dueAt = (of: ReasonCode): unknown => {
      const { sla: slaClass } = referenceOf(REFERENCE_VERSION).reasons[of];
      const { effects } = attempt({ ...asked('E02'), snapshot: { reasonCode: of, slaClass } });
      return effects.find(({ kind }) => kind === 'notify_merchant');
    };
    expect(dueAt(reasonCode)).toEqual(dueAt('CASHOUT'));
    expect(dueAt('MALWARE')).not.toEqual(dueAt('CASHOUT'));
  }); // prettier-ignore

  it('can be said to be missing only where it was asked for', () => {
    const absent = (over: Partial<CaseFacts['items'][number]>) =>
      verdictOn({
        action: 'submit_evidence',
        state: 'awaiting_merchant',
        by: 'merchant',
        payload: { absences: [{ itemId: IDS.item, reason: 'lost' }] },
        facts: items(over),
      });
    expect(absent({})).toBe('ok');
    expect(absent({ inOpenRequest: false })).toBe('INVALID_REQUEST @absences[0].itemId');
    expect(absent({ supplier: 'authority' })).toBe('INVALID_REQUEST @absences[0].itemId');
  });

  it('takes no more files once settled, and hides what is not the merchant’s', () => {
    const added = (by: 'merchant' | 'agent', over: Partial<CaseFacts['items'][number]>) =>
      verdictOn({ action: 'add_evidence', state: 'reviewing', by, facts: items(over) });
    for (const state of ['accepted', 'waived'] as const) {
      expect(added('merchant', { state })).toBe('GUARD_REFUSED add_evidence.open_item @itemId');
    }
    expect(added('agent', { supplier: 'vendor' })).toBe('ok');
    expect(added('merchant', { supplier: 'vendor' })).toBe('NOT_FOUND');
  });

  it('is assessed only where something was supplied', () => {
    for (const action of ['assess', 'reject'] as const) {
      const verdict = (over: Partial<CaseFacts['items'][number]>) =>
        verdictOn({ action, state: 'reviewing', by: 'agent', facts: items(over) });
      expect(verdict({ files: 0 })).toBe('GUARD_REFUSED assess.something_supplied @itemId');
      expect(verdict({ files: 0, absenceReason: 'burned' })).toBe('ok');
    }
  });
});
