import { Inject, Injectable } from '@nestjs/common';
import { DomainError, isMerchantUser, type Actor, type Bilingual, type Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { CalendarsQuery } from '@thaw/sla';
import { CaseRepository } from '../case.repository';
import { CLOCK_ACTOR } from '../case.service';
import { refusal, refuse } from '../domain';
import { actingUser } from '../effects/acting-user';
import { TellingEffects } from '../effects/telling-effects';
import { FreezeCase, Satisfaction } from '../entities';
import { maskTexts } from '../mask-texts';
import { askingWindow } from './asking-window';

/** The same of every case, whatever it was about. */
export const SATISFACTION_QUESTION: Bilingual = {
  zh: '您对本案件的办理是否满意？请评 1（很不满意）至 5（很满意）分，也可以留言。',
  en: 'How content are you with how this case was worked? From 1 (not at all) to 5 (very), with words of yours if you like.',
};

export interface SatisfactionView {
  readonly question: Bilingual;
  /** Whether it can be answered now. */
  readonly isOpen: boolean;
  readonly answer: { readonly mark: number; readonly words: string | null; readonly at: Date } | null;
}

const WORDS_MOST = 2_000;
const BATCH = 100;

/** Asks merchants how content they are with how their case was worked, once it is closed. */
@Injectable()
export class SatisfactionAnswers {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly calendars: CalendarsQuery,
    private readonly telling: TellingEffects,
  ) {}

  /** @throws DomainError NOT_FOUND */
  async ofCase(actor: Actor, number: string): Promise<SatisfactionView> {
    return this.database.asActor(actor, async (tx) => view(tx, await this.cases.get(tx, number, actor)));
  }

  /** Once. @throws DomainError NOT_FOUND · FORBIDDEN · INVALID_REQUEST · GUARD_REFUSED where it is not open. */
  async answer(actor: Actor, number: string, mark: number, words?: string): Promise<SatisfactionView> {
    if (!isMerchantUser(actor)) throw new DomainError('FORBIDDEN');
    const said = maskTexts(words ?? '', 'words').trim();
    if (!Number.isInteger(mark) || mark < 1 || mark > 5 || said.length > WORDS_MOST) throw notAnAnswer();
    return this.database.asActor(actor, async (tx) => {
      const freezeCase = await this.cases.lock(tx, { number }, actor);
      if (!(await view(tx, freezeCase)).isOpen) throw refuse(NOT_OPEN);
      const answer = {
        ...{ caseId: freezeCase.id, mark, words: said === '' ? null : said },
        ...{ answeredAt: this.clock.now(), answeredBy: actingUser(actor) },
      };
      await tx.upsert(Satisfaction, answer, ['caseId']);
      return view(tx, freezeCase);
    });
  }

  /**
   * A sweep: a day after a case was closed its merchant is told of the question, once; see {@link askingWindow}.
   * @returns how many were told.
   */
  async askDue(now: Date): Promise<number> {
    return this.database.asActor(CLOCK_ACTOR, async (tx) => {
      const window = askingWindow(await this.calendars.inForce(tx), now);
      if (window === null) return 0;
      const due = await tx.query<{ id: string }[]>(
        `SELECT c.id FROM freeze_case c WHERE c.state = 'closed' AND c.closed_at <= $1 AND c.closed_at > $2
           AND NOT EXISTS (SELECT FROM satisfaction s WHERE s.case_id = c.id)
         ORDER BY c.closed_at LIMIT $3 FOR NO KEY UPDATE SKIP LOCKED`,
        [window.until, window.after, BATCH],
      );
      for (const { id } of due) {
        const freezeCase = await tx.findOneByOrFail(FreezeCase, { id });
        await tx.insert(Satisfaction, {
          ...{ caseId: id, askedAt: now, answeredAt: null, answeredBy: null, mark: null, words: null },
        });
        await this.telling.notifyMerchant(
          { tx, freezeCase, actor: CLOCK_ACTOR, now, fromMerchant: false },
          { kind: 'notify_merchant', template: 'satisfaction' },
        );
      }
      return due.length;
    });
  }
}

async function view(tx: Tx, { id, state }: FreezeCase): Promise<SatisfactionView> {
  const found = await tx.findOneBy(Satisfaction, { caseId: id });
  const { mark, words, answeredAt: at } = found ?? { mark: null, words: null, answeredAt: null };
  return {
    question: SATISFACTION_QUESTION,
    isOpen: state === 'closed' && mark === null,
    answer: mark !== null && at !== null ? { mark, words, at } : null,
  };
}

const notAnAnswer = (): DomainError =>
  new DomainError('INVALID_REQUEST', {
    field: 'mark',
    detail: {
      zh: `请评 1 至 5 分，留言最多 ${WORDS_MOST} 字。`,
      en: `Answer with 1 to 5, and at most ${WORDS_MOST} characters.`,
    },
  });

const NOT_OPEN = refusal(
  'satisfaction.open',
  '结案后方可评价，且每案只评价一次。',
  'The question is answered once, after the case is closed.',
);
