import type { Bilingual } from '@thaw/kernel';

/** The events of a case's timeline in words. One that is not here is shown by its type. */
export const EVENT_WORDS: Readonly<Record<string, Bilingual>> = {
  opened: { zh: '报送封机', en: 'freeze reported' },
  notice_joined: { zh: '又一次报送', en: 'further notice' },
  letter_delivered: { zh: '信函送达', en: 'letter delivered' },
  taken: { zh: '受理', en: 'taken' },
  assigned: { zh: '指派', en: 'assigned' },
  triage: { zh: '定性', en: 'triaged' },
  history_upload_started: { zh: '上传流水', en: 'history being uploaded' },
  history_imported: { zh: '流水入库', en: 'history taken in' },
  history_import_cancelled: { zh: '流水导入取消', en: 'history cancelled' },
  scan_requested: { zh: '要求扫描', en: 'scan asked for' },
  scan_finished: { zh: '扫描完成', en: 'scan finished' },
  request_evidence: { zh: '请求材料', en: 'evidence requested' },
  add_evidence: { zh: '上传材料', en: 'evidence uploaded' },
  submit_evidence: { zh: '提交材料', en: 'evidence submitted' },
  evidence_accepted: { zh: '材料通过', en: 'evidence accepted' },
  evidence_rejected: { zh: '材料不予采信', en: 'evidence rejected' },
  evidence_overdue: { zh: '材料逾期', en: 'evidence overdue' },
  overdue_undone: { zh: '逾期撤销', en: 'overdue mark taken back' },
  proposed: { zh: '提议', en: 'proposed' },
  proposal_returned: { zh: '提议退回', en: 'proposal returned' },
  approved: { zh: '批准', en: 'approved' },
  objected: { zh: '提出异议', en: 'objected' },
  appealed: { zh: '提出申诉', en: 'appealed' },
  appeal_upheld: { zh: '申诉驳回', en: 'appeal dismissed' },
  appeal_overturned: { zh: '申诉成立', en: 'appeal granted' },
  restore_confirmed: { zh: '恢复确认', en: 'restore confirmed' },
  restore_failed: { zh: '恢复失败', en: 'restore failed' },
  watch_passed: { zh: '观察期满', en: 'watch passed' },
  clock_reminder: { zh: '时限提醒', en: 'reminder' },
  clock_due: { zh: '时限到期', en: 'due' },
};

/** Where a case stands, in words. */
export const STATE_WORDS: Readonly<Record<string, Bilingual>> = {
  reported: { zh: '已报送', en: 'reported' },
  investigating: { zh: '调查中', en: 'investigating' },
  awaiting_merchant: { zh: '待商户补材料', en: 'awaiting the merchant' },
  reviewing: { zh: '审阅中', en: 'reviewing' },
  pending_approval: { zh: '待审批', en: 'pending approval' },
  upheld: { zh: '维持冻结', en: 'upheld' },
  appealing: { zh: '申诉中', en: 'appealing' },
  restoring: { zh: '恢复中', en: 'restoring' },
  monitoring: { zh: '观察期', en: 'monitoring' },
  closed: { zh: '已结案', en: 'closed' },
};
