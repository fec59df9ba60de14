import { png, type DrivenCase } from './freeze-case';
import type { Person } from '../support/test-desk';

/** An authority's paper as a reviewer puts it in. @returns its id. */
export async function authorityPaper({ number }: DrivenCase, reviewer: Person): Promise<string> {
  const { body } = await reviewer.http
    .post(`/v1/cases/${number}/authority-documents`)
    .attach('file', png(), 'order.png')
    .expect(201);
  return body.id as string;
}

export async function placeHold(driven: DrivenCase, reviewer: Person): Promise<string> {
  const fileId = await authorityPaper(driven, reviewer);
  const { holds } = await driven.actBesideTheWorker(reviewer, 'authority_hold', {
    fileId,
    text: 'as ordered',
  });
  return (holds as { id: string; fileId: string }[]).find((hold) => hold.fileId === fileId)!.id;
}

export async function releaseHold(driven: DrivenCase, reviewer: Person, holdId: string): Promise<void> {
  const fileId = await authorityPaper(driven, reviewer);
  await driven.act(reviewer, 'authority_release', { holdId, fileId, text: 'as released' });
}
