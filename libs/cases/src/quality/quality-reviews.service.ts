import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DomainError, hasRole, type Actor, type Clock } from '@thaw/kernel';
import { CLOCK, Database, type Tx } from '@thaw/platform';
import { CaseRepository } from '../case.repository';
import { dutyRefusal, refusal, refuse, type TaskCode } from '../domain';
import { actingUser } from '../effects/acting-user';
import { TellingEffects } from '../effects/telling-effects';
import { FreezeCase, QualityCorrection, QualityReview, QualitySample, type SampleState } from '../entities';
import { maskTexts } from '../mask-texts';
import { readMarks, type Marks } from './review-form';

export interface SampleView {
  readonly id: string;
  readonly number: string;
  readonly queue: string | null;
  readonly drawnAt: Date;
  readonly state: SampleState;
  readonly reviews: readonly ReviewView[];
}

export interface ReviewView {
  readonly round: number;
  readonly reviewer: string;
  readonly marks: Marks;
  readonly comment: string;
  readonly returned: boolean;
  readonly reviewedAt: Date;
  readonly correction: { readonly by: string; readonly text: string; readonly at: Date } | null;
}

const SHOWN_MOST = 200;

/** What reviewers find of the cases that were drawn, and what is put right of it. */
@Injectable()
export class QualityReviews {
  constructor(
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly database: Database,
    private readonly cases: CaseRepository,
    private readonly telling: TellingEffects,
  ) {}

  /** Of one state, the oldest first; those that wait where none is named. */
  async samples(actor: Actor, state: SampleState = 'drawn'): Promise<readonly SampleView[]> {
    return this.database.asActor(actor, async (tx) => {
      const samples = await tx.find(QualitySample, {
        where: { state },
        order: { drawnAt: 'ASC', id: 'ASC' },
        take: SHOWN_MOST,
      });
      return Promise.all(samples.map((sample) => view(tx, sample)));
    });
  }

  /** Of a case that the asker sees. For staff alone. */
  async ofCase(actor: Actor, number: string): Promise<readonly SampleView[]> {
    return this.database.asActor(actor, async (tx) => {
      const { id: caseId } = await this.cases.get(tx, number, actor);
      const samples = await tx.find(QualitySample, {
        where: { caseId },
        order: { drawnAt: 'ASC', id: 'ASC' },
      });
      return Promise.all(samples.map((sample) => view(tx, sample)));
    });
  }

  /**
   * Looks at a case that waits, or again at one that was put right. Returned, it is the owner's to put right.
   * @throws DomainError NOT_FOUND · INVALID_REQUEST · SEPARATION_OF_DUTIES for whoever worked or decided on it ·
   * GUARD_REFUSED where it does not wait for a reviewer.
   */
  async review(
    actor: Actor,
    sampleId: string,
    given: {
      readonly marks: Readonly<Record<string, unknown>>;
      readonly comment: string;
      readonly returned: boolean;
    },
  ): Promise<SampleView> {
    const marks = readMarks(given.marks);
    const comment = needWords(given.comment, 'comment');
    return this.database.asActor(actor, async (tx) => {
      const sample = await lockSample(tx, sampleId);
      const freezeCase = await tx.findOneByOrFail(FreezeCase, { id: sample.caseId });
      const reviewer = actingUser(actor);
      if (await workedOn(tx, sample.caseId, reviewer)) throw refuse(BY_ANOTHER);
      if (sample.state !== 'drawn' && sample.state !== 'corrected') throw refuse(NOT_WAITING);
      if (given.returned && freezeCase.ownerId === null) throw refuse(NOBODY_TO_CORRECT);
      const round = (await tx.countBy(QualityReview, { sampleId })) + 1;
      const reviewedAt = this.clock.now();
      const { returned } = given;
      await tx.insert(QualityReview, {
        ...{ id: randomUUID(), sampleId, round, reviewer, marks, comment, returned, reviewedAt },
      });
      const reviewed = { ...sample, state: returned ? ('returned' as const) : ('passed' as const) };
      await tx.update(QualitySample, { id: sampleId }, { state: reviewed.state });
      if (returned)
        await this.tell(
          tx,
          freezeCase,
          actor,
          freezeCase.ownerId,
          'quality_returned',
          `${sampleId}/${round}`,
        );
      return view(tx, reviewed);
    });
  }

  /** By the owner of the case, or a supervisor. @throws DomainError NOT_FOUND · FORBIDDEN · GUARD_REFUSED · INVALID_REQUEST */
  async correct(actor: Actor, number: string, text: string): Promise<readonly SampleView[]> {
    const said = needWords(text, 'text');
    await this.database.asActor(actor, async (tx) => {
      const freezeCase = await this.cases.get(tx, number, actor);
      const correctedBy = actingUser(actor);
      if (freezeCase.ownerId !== correctedBy && !hasRole(actor, 'supervisor')) throw notTheirs();
      const returned = await tx.findOneBy(QualitySample, { caseId: freezeCase.id, state: 'returned' });
      if (!returned) throw refuse(NOT_RETURNED);
      const sample = await lockSample(tx, returned.id);
      if (sample.state !== 'returned') throw refuse(NOT_RETURNED);
      const review = await tx.findOneOrFail(QualityReview, {
        where: { sampleId: sample.id },
        order: { round: 'DESC' },
      });
      const correctedAt = this.clock.now();
      await tx.insert(QualityCorrection, { reviewId: review.id, correctedBy, text: said, correctedAt });
      await tx.update(QualitySample, { id: sample.id }, { state: 'corrected' });
      await this.tell(tx, freezeCase, actor, review.reviewer, 'quality_corrected', review.id);
    });
    return this.ofCase(actor, number);
  }

  private async tell(
    tx: Tx,
    freezeCase: FreezeCase,
    actor: Actor,
    userId: string | null,
    task: TaskCode,
    about: string,
  ): Promise<void> {
    if (userId === null) return;
    const context = { tx, freezeCase, actor, now: this.clock.now(), fromMerchant: false };
    await this.telling.taskFor(context, userId, { kind: 'task_for_owner', task, about });
  }
}

async function lockSample(tx: Tx, id: string): Promise<QualitySample> {
  const sample = await tx.findOne(QualitySample, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!sample) throw new DomainError('NOT_FOUND');
  return sample;
}

async function workedOn(tx: Tx, caseId: string, userId: string): Promise<boolean> {
  const [row] = await tx.query<{ worked: boolean }[]>('SELECT worked_on_case($1, $2) AS worked', [
    caseId,
    userId,
  ]);
  return row?.worked === true;
}

async function view(tx: Tx, { id, caseId, drawnAt, state }: QualitySample): Promise<SampleView> {
  const { number, queue } = await tx.findOneByOrFail(FreezeCase, { id: caseId });
  const reviews = await tx.find(QualityReview, { where: { sampleId: id }, order: { round: 'ASC' } });
  return {
    ...{ id, number, queue, drawnAt, state },
    reviews: await Promise.all(
      reviews.map(async ({ id: reviewId, sampleId: _sample, ...review }) => {
        const found = await tx.findOneBy(QualityCorrection, { reviewId });
        const correction = found && { by: found.correctedBy, text: found.text, at: found.correctedAt };
        return { ...review, correction };
      }),
    ),
  };
}

const WORDS_MOST = 4_000;

function needWords(given: string, field: string): string {
  const words = maskTexts(given, field).trim();
  if (words !== '' && words.length <= WORDS_MOST) return words;
  throw new DomainError('INVALID_REQUEST', {
    field,
    detail: { zh: `请填写，最多 ${WORDS_MOST} 字。`, en: `Say it, in ${WORDS_MOST} characters at most.` },
  });
}

const notTheirs = (): DomainError =>
  new DomainError('FORBIDDEN', {
    detail: {
      zh: '请由案件的经办人或主管更正。',
      en: 'The owner of the case puts it right, or a supervisor.',
    },
  });

const BY_ANOTHER = dutyRefusal(
  'quality.by_another',
  '您经办或决定过本案件，请由另一位复核人抽检。',
  'You worked or decided on this case: another reviewer looks at it.',
);
const NOT_WAITING = refusal(
  'quality.waiting',
  '该案件的抽检已完成，或正等待更正。',
  'This case has been looked at already, or waits to be put right.',
);
const NOBODY_TO_CORRECT = refusal(
  'quality.owner',
  '案件没有经办人，不能退回：请在意见中写明，或先由主管指派。',
  'The case has no owner to return it to: say it in your comment.',
);
const NOT_RETURNED = refusal(
  'quality.returned',
  '本案件没有被退回更正的抽检。',
  'No review has returned this case to be put right.',
);
