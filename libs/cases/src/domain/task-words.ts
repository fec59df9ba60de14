import type { Bilingual } from '@thaw/kernel';
import { COMMAND_KINDS, type CommandKind } from '@thaw/registry/measures';
import { CLOCK_KINDS, CLOCK_STEPS, type ClockKind } from '@thaw/sla/arithmetic';

/** What happened, and what the one who reads it is to do. The number of the case stands beside it. */
const TASKS = {
  authority_hold_placed: {
    zh: '有权机关的冻结要求已登记：在解除之前不得恢复任何权限。',
    en: 'An authority’s hold was placed: nothing is given back before it is released.',
  },
  authority_hold_released: {
    zh: '有权机关的冻结要求已解除：请继续办理。',
    en: 'An authority’s hold was released: go on with the case.',
  },
  check_address: {
    zh: '整改已放弃，但登记的安装地址已在整改中更改：请核对，如不属实请重新绑定原地址。',
    en: 'The remedy was given up, but the address was changed for it: check it, and bind the old one again if it is not true.',
  },
  check_binding: {
    zh: '整改已放弃，但终端已在整改中重新绑定：请核对五要素，如不属实请按原样重新绑定。',
    en: 'The remedy was given up, but the terminal was bound anew for it: check the five items, and bind it as before if they are not true.',
  },
  check_category: {
    zh: '整改已放弃，但商户类别码已在整改中更正：请核对，如不属实请改回。',
    en: 'The remedy was given up, but the merchant’s category was changed for it: check it, and change it back if it is not true.',
  },
  device_to_check: {
    zh: '终端系统事后才执行了旧的换机指令：请核对该终端实际在用的设备。',
    en: 'A device was changed by an order of before: check which device is at work there.',
  },
  duplicate_joined: {
    zh: '同一设备的另一案件已并入：请查看转来的措施与材料。',
    en: 'Another case on the same machine was joined to this: see the measures and files that came with it.',
  },
  evidence_overdue: {
    zh: '商户未在期限内提交材料：请按现有材料继续办理。',
    en: 'The merchant let the deadline for documents pass: go on with what there is.',
  },
  file_refused: {
    zh: '案件的一个文件未通过安全检查，不再计入材料：请查看，必要时另行索取。',
    en: 'Malware was found in a file of the case, which no longer counts: look at it, and ask for another where it is needed.',
  },
  fix_given_up: {
    zh: '整改期限已过，整改已放弃：请重新提出处理意见。',
    en: 'The time to put things right is over and was given up: propose anew.',
  },
  follow_up_due: {
    zh: '您设定的跟进日期已到：请查看案件。',
    en: 'The day has come on which you meant to look at the case again.',
  },
  handed_over: {
    zh: '案件移交给您：请阅读移交说明并继续办理。',
    en: 'A case was handed over to you: read what was said with it, and go on.',
  },
  held_money_due: {
    zh: '暂扣资金的截止日已到：请释放，或依据另行决定。',
    en: 'The time for which money is held is over: have it released, or decide anew why it is held.',
  },
  last_measure_ended: {
    zh: '最后一项措施已解除：请为案件作出结论。',
    en: 'The last measure has ended: bring the case to its end.',
  },
  left_queue: {
    zh: '案件按冻结原因转入另一队列，您不在该队列或缺少其所需技能，案件不再由您经办。',
    en: 'Its reason took the case to another queue, where you are no member or lack a skill: it is no longer yours.',
  },
  letter_not_delivered: {
    zh: '信函尚未送达商户：请以其他方式送达，并登记送达方式与时间。',
    en: 'A letter has not reached the merchant: have it reach them in another way, and record how and when.',
  },
  measure_in_remedy: {
    zh: '整改期间来了新的冻结措施，恢复因此受阻：请查看该措施，并放弃整改（give_up）后重新提议。',
    en: 'A measure came with a further notice during the remedy and keeps it from ending: see it, give up and propose anew with it decided too.',
  },
  measure_to_confirm: {
    zh: '有措施待另一人确认：请在一个工作日内确认，否则自动失效。',
    en: 'A measure waits to be confirmed by another person, within one working day, or it ends by itself.',
  },
  measure_unconfirmed: {
    zh: '措施未在期限内获另一人确认，正在解除：如仍需要，请重新采取。',
    en: 'A measure was not confirmed in time and is being ended: impose it again if it is still needed.',
  },
  mentioned: { zh: '同事在内部备注中提到了您：请查看。', en: 'A colleague named you in a note: read it.' },
  message_received: { zh: '商户发来新消息：请阅读并答复。', en: 'The merchant wrote: read it and answer.' },
  notice_joined: {
    zh: '同一终端的又一冻结通知已并入：请查看新的情况与措施。',
    en: 'A further freeze notice joined this case: see what it says and brings.',
  },
  objection_received: {
    zh: '商户提出异议，须在 15 日内答复：请在提议中答复。',
    en: 'The merchant objected, and must be answered within 15 days: answer in the proposal.',
  },
  overdue_undone: {
    zh: '商户的材料其实按时送达，逾期已撤销：请评定材料。',
    en: 'The merchant’s documents had come in time after all: assess them.',
  },
  given_as_overdue: {
    zh: '案件逾期而原经办人缺勤，已转交给您：请尽快办理。',
    en: 'A case is overdue and its owner is away, so that it was given to you: see to it soon.',
  },
  priority_set: {
    zh: '主管调整了案件优先级，时限随之重算：请查看。',
    en: 'A supervisor set how much a case presses, and its deadlines with it: look at it.',
  },
  proposal_returned: {
    zh: '处理意见被退回：请阅读理由并重新提出。',
    en: 'The proposal was returned: read why, and propose anew.',
  },
  quality_returned: {
    zh: '抽检退回：请阅读复核意见，更正后回复。',
    en: 'A review returned a case of yours: read what it says, put it right and answer.',
  },
  quality_corrected: {
    zh: '退回的案件已更正：请再次复核。',
    en: 'A case that you returned was put right: look at it again.',
  },
  reclassified: {
    zh: '冻结原因已变更：请查看新的材料要求与时限。',
    en: 'The reason was changed: see what is now required, and by when.',
  },
  reconsidered: {
    zh: '原决定须重新考虑：请查看理由并重新提出处理意见。',
    en: 'A decision is to be considered again: see why, and propose anew.',
  },
  refreeze_proposed: {
    zh: '观察期内出现新的命中：请决定再次冻结（refreeze）或继续观察（keep_watching）。',
    en: 'A new hit came in the watch: refreeze, or keep watching and say why.',
  },
  refrozen: {
    zh: '观察期内再次冻结：案件须重新办理。',
    en: 'The terminal was frozen again in the watch: the case begins anew.',
  },
  refrozen_without_measure: {
    zh: '案件重新办理，但没有现行措施：请判断是否需要采取措施。',
    en: 'The case begins anew with no measure in force: decide whether one is needed.',
  },
  reopened: { zh: '案件重新开启：请按新事实办理。', en: 'The case was reopened: go on with the new facts.' },
  replacement_undone: {
    zh: '换机已撤回，旧设备恢复使用：请重新提出处理意见。',
    en: 'The replacement was taken back and the old device is at work again: propose anew.',
  },
  restore_failed: {
    zh: '恢复指令多次尝试后失败：请重试（retry_restore），或人工执行后由两人确认。',
    en: 'The commands of the restore failed after the last try: retry, or carry them out and have two persons confirm.',
  },
  restore_stopped: {
    zh: '恢复已停止：请查看原因并重新提出处理意见。',
    en: 'The restore was stopped: see why, and propose anew.',
  },
  signature_to_countersign: {
    zh: '有人工确认待会签：请由另一人会签。',
    en: 'A confirmation by hand waits for its second signature, by another person.',
  },
  step_returned: {
    zh: '一个步骤未通过核实，已退回：请查看理由后重做。',
    en: 'A step did not pass its verification: see why, and do it again.',
  },
  step_to_verify: {
    zh: '有步骤待核实：请由确认人以外的人核实。',
    en: 'A step waits to be verified, by another than attested it.',
  },
  termination_begun: {
    zh: '终止程序已开始：请收回设备、结清末批交易并处理暂扣资金。',
    en: 'The termination began: take the device back, settle its last batch, and see to held funds.',
  },
  termination_incomplete: {
    zh: '终端系统已停用设备，但终止手续尚缺：请补齐案件页所列事项。',
    en: 'The terminal system retired the device, but the termination is not complete: see what the case lists.',
  },
  termination_to_countersign: {
    zh: '终止说明待会签：请由另一人会签。',
    en: 'The statement on the termination waits for its second signature, by another person.',
  },
  watch_not_judged: {
    zh: '观察期已满，但最近的扫描尚未完成：完成后自动结案。',
    en: 'The watch is over, but its last scan is not finished: the case closes once it is.',
  },
  watch_hits_in_appeal: {
    zh: '申诉期间观察到新的命中：申诉裁决之前不会自动冻结，如不能等待，请采取措施（impose_measure）。',
    en: 'A new hit came while the appeal is open: nothing is taken back by itself before it is decided. What cannot wait, impose as a measure.',
  },
  watch_hits_open: {
    zh: '申诉已裁决，期间的新命中尚未答复：请决定再次冻结（refreeze）或继续观察（keep_watching）。',
    en: 'The appeal is decided, and hits that came meanwhile wait for an answer: refreeze, or keep watching and say why.',
  },
  watch_without_device: {
    zh: '观察期已满，但该终端现在没有在用设备，案件不能按已恢复结案：请绑定设备，或再次冻结后另行决定。',
    en: 'The watch is over, but no device is at work as the terminal, so that the case cannot be closed as restored: have one bound, or refreeze and decide anew.',
  },
  watch_waits_for_answer: {
    zh: '观察期已满，但有命中尚未答复：请决定再次冻结或继续。',
    en: 'The watch is over, but a hit waits for an answer: refreeze, or keep watching and say why.',
  },
} as const satisfies Readonly<Record<string, Bilingual>>;

const CLOCKS: Readonly<Record<ClockKind, Bilingual>> = {
  triage: { zh: '受理分类时限', en: 'triage' },
  decision: { zh: '办理时限', en: 'decision' },
  evidence: { zh: '商户举证时限', en: 'merchant’s documents' },
  objection_reply: { zh: '异议答复法定时限', en: 'statutory reply to the objection' },
  appeal_reply: { zh: '申诉答复法定时限', en: 'statutory reply to the appeal' },
  fix: { zh: '整改时限', en: 'remedy' },
  restore: { zh: '恢复时限', en: 'restore' },
  watch: { zh: '观察期', en: 'watch' },
  major_event: { zh: '重大事项报告时限', en: 'report of the major event' },
};

const COMMANDS: Readonly<Record<CommandKind, Bilingual>> = {
  freeze: { zh: '冻结', en: 'freeze' },
  narrow: { zh: '收窄措施', en: 'narrow the measure' },
  lift: { zh: '解除措施', en: 'lift the measure' },
  release: { zh: '释放资金', en: 'release funds' },
  bind: { zh: '绑定设备', en: 'bind the device' },
  retire: { zh: '停用设备', en: 'retire the device' },
};

export type TaskCode =
  | keyof typeof TASKS
  | `clock_${ClockKind}_${number | 'overdue' | 'escalated'}${'' | '_late'}`
  | `command_failed_${CommandKind}`;

const onClock = (kind: ClockKind): readonly (readonly [string, Bilingual])[] => {
  const { zh, en } = CLOCKS[kind];
  const steps = CLOCK_STEPS[kind].flatMap((percent): (readonly [string, Bilingual])[] => {
    if (percent === 100)
      return [
        [
          `clock_${kind}_overdue`,
          { zh: `${zh}已到期：请立即办理。`, en: `The time for the ${en} is over: see to it at once.` },
        ],
        [
          `clock_${kind}_escalated`,
          {
            zh: `${zh}已到期，案件已升级：请督促经办人，或另行指派。`,
            en: `The time for the ${en} is over and the case was escalated: see that its owner acts, or assign it to another.`,
          },
        ],
      ];
    const words =
      percent < 100
        ? {
            zh: `${zh}已过 ${percent}%：请抓紧办理。`,
            en: `${percent} % of the time for the ${en} is used: see to it.`,
          }
        : {
            zh: `${zh}已超期，超过时限的 ${percent - 100}%：请立即办理。`,
            en: `The time for the ${en} is over, by ${percent - 100} % of it: see to it at once.`,
          };
    return [[`clock_${kind}_${percent}`, words]];
  });
  return [
    ...steps,
    ...steps.map(([code, words]): readonly [string, Bilingual] => [`${code}_late`, late(words)]),
  ];
};

/** The desk was down when it was to be told. */
const late = ({ zh, en }: Bilingual): Bilingual => ({
  zh: `（迟到的提醒）${zh}`,
  en: `Told late, since the desk was down: ${en.charAt(0).toLowerCase()}${en.slice(1)}`,
});

/** Every task that anybody of the staff is ever told of. */
export const TASK_WORDS: ReadonlyMap<string, Bilingual> = new Map<string, Bilingual>([
  ...Object.entries(TASKS),
  ...CLOCK_KINDS.flatMap(onClock),
  ...COMMAND_KINDS.map((kind): [string, Bilingual] => [
    `command_failed_${kind}`,
    {
      zh: `“${COMMANDS[kind].zh}”指令执行失败：请重试（retry_command），或人工执行后由两人确认（confirm_command）。`,
      en: `The command to ${COMMANDS[kind].en} failed: retry it, or carry it out and have two persons confirm it.`,
    },
  ]),
]);
