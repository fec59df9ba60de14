import { createHash } from 'node:crypto';
import type { EvidenceItemAnswer, MerchantCaseAnswer } from '../answers';
import { DemoFailure } from '../demo-failure';
import { samplesFor, type SampleFile } from '../evidence-samples';
import { act, caseOf, type CaseScene } from '../scene';

interface StoredFile {
  readonly mediaType: string;
  readonly sha256: string;
  readonly sizeBytes: number;
}

/** What CASHOUT wants of the merchant. */
const WANTED = ['E01', 'E02', 'E03', 'E05', 'E07'] as const;
/** What this merchant cannot supply, and what the agent does not believe. */
const ABSENT = 'E03';
const DOUBTED = 'E02';

/** The agent asks, the merchant answers with files and one reason why not, the agent weighs each. */
export async function gatherEvidence(scene: CaseScene): Promise<void> {
  const { teller, cast } = scene;
  const { agent } = cast;
  teller.chapter({ zh: '材料', en: 'Evidence' });
  const asked = await act(scene, agent, 'request_evidence', {
    items: WANTED.map((code) => ({ code, required: true })),
    text: '请提供下列交易的凭证。',
  });
  teller.step(
    agent.who,
    { zh: `请商户提供 ${WANTED.join('、')}`, en: `asks the merchant for ${WANTED.join(', ')}` },
    asked.call,
  );
  await supply(scene);
  await assess(scene);
}

async function supply(scene: CaseScene): Promise<void> {
  const { teller, cast } = scene;
  const { merchant } = cast;
  const { evidence } = await caseOf<MerchantCaseAnswer>(scene, merchant);
  let absent: EvidenceItemAnswer | undefined;
  for (const item of evidence.items) {
    if (item.code === ABSENT) {
      absent = item;
      continue;
    }
    for (const sample of samplesFor(item.code)) await upload(scene, item, sample);
  }
  const absences = absent ? [{ itemId: absent.id, reason: '均为自提，没有物流单。' }] : [];
  const submitted = await act(scene, merchant, 'submit_evidence', { absences });
  teller.step(
    merchant.who,
    {
      zh: `提交材料；${ABSENT} 无法提供，已说明原因`,
      en: `submits them; ${ABSENT} cannot be supplied, and it says why`,
    },
    submitted.call,
  );
}

async function upload(
  { teller, cast: { merchant }, number }: CaseScene,
  { id, code, title }: EvidenceItemAnswer,
  { fileName, bytes }: SampleFile,
): Promise<void> {
  const { body, call } = await merchant.door.upload<StoredFile>(`/v1/cases/${number}/evidence/${id}/files`, {
    fields: {},
    fileName,
    content: [bytes],
  });
  needSame(code, bytes, body);
  const found = `${body.mediaType}, ${body.sizeBytes} B, sha-256 ${body.sha256.slice(0, 8)}…`;
  teller.step(
    merchant.who,
    {
      zh: `${code} ${title.zh}：${fileName}（${found}）`,
      en: `${code} ${title.en}: ${fileName} (${found})`,
    },
    call,
  );
}

/** What the desk says it keeps is what was sent. */
function needSame(code: string, sent: Buffer, kept: StoredFile): void {
  const sha256 = createHash('sha256').update(sent).digest('hex');
  if (kept.sha256 === sha256 && kept.sizeBytes === sent.length) return;
  throw new DemoFailure({
    zh: `${code}：发送了 ${sent.length} 字节，系统保存了 ${kept.sizeBytes} 字节，内容不一致。`,
    en: `${code}: ${sent.length} bytes were sent, the desk keeps ${kept.sizeBytes}, and they are not the same.`,
  });
}

async function assess(scene: CaseScene): Promise<void> {
  const { teller, cast } = scene;
  const { agent } = cast;
  const { evidence } = await caseOf(scene, agent);
  for (const { id, code, title } of evidence.items.filter(({ state }) => state === 'supplied')) {
    const isRejected = code === DOUBTED || code === ABSENT;
    const { call } = isRejected
      ? await act(scene, agent, 'reject', { itemId: id, text: '与对应交易的金额、日期不符。' })
      : await act(scene, agent, 'assess', { itemId: id });
    teller.step(
      agent.who,
      {
        zh: `评定 ${code} ${title.zh}：${isRejected ? '不予采信' : '通过'}`,
        en: `assesses ${code} ${title.en}: ${isRejected ? 'rejected' : 'accepted'}`,
      },
      call,
    );
  }
}
