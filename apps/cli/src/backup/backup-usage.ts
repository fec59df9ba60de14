import type { Bilingual } from '@thaw/kernel';

export const BACKUP_USAGE: Bilingual = {
  zh: `用法：thaw backup 文件 [选项]

  把数据库（同一快照）与其提及的全部文件写入一个备份文件；系统可照常运行。不含任何密钥：请另行妥善保管
  （内置系统：数据目录下的 secrets.json）。设置 THAW_BACKUP_KEY 则加密；否则任何人拿到文件即可读取。
  有 DATABASE_URL 时须以表的所有者身份连接（DATABASE_OWNER_URL）；否则备份本目录的内置系统。

  --json       输出一行 JSON
  --lang zh|en 语言，默认 zh

退出码：0 完整；1 已写出，但有文件缺失或损坏；2 未写出
`,
  en: `Usage: thaw backup FILE [options]

  Writes one snapshot of the database, and every file that it names, into one archive; the desk can go on meanwhile.
  It holds no key: keep those elsewhere (embedded desk: secrets.json in its folder). With THAW_BACKUP_KEY it is sealed;
  without, whoever has it can read it. Takes who owns the tables (DATABASE_OWNER_URL), or without DATABASE_URL
  the embedded desk of this folder.

  --json        prints one line of JSON
  --lang zh|en  language, default zh

Exit code: 0 whole · 1 written, but files are missing or damaged · 2 not written
`,
};

export const RESTORE_USAGE: Bilingual = {
  zh: `用法：thaw restore 文件 [选项]

  先通读并核对整个备份（残缺、被改动的一律拒绝，不写入任何内容），再恢复到空的数据库与文件存储，最后核对审计记录。
  要么全部恢复，要么什么都不留下。恢复期间请勿启动系统。会话、验证码与邮件链接不恢复。

  --check            只核对备份文件，不恢复
  --as-copy          作为副本与原系统并存：换用新的系统编号，审计检查点从头另签
  --with-other-keys  密钥与备份时不同也恢复（用原密钥加密的内容将无法读取）
  --json             输出一行 JSON
  --lang zh|en       语言，默认 zh

退出码：0 已恢复且审计一致（--check：备份完好）；1 已恢复，但审计不一致，请勿启用；2 未恢复
`,
  en: `Usage: thaw restore FILE [options]

  Reads the whole archive first (one that is cut off or altered is refused before anything is written), restores it into
  an empty database and file store, and holds the audit against its checkpoints. All is restored or nothing. Do not start
  the desk meanwhile. Sessions, codes and links in mails do not come back.

  --check            reads the archive only
  --as-copy          to serve beside the original: with an id of its own, and checkpoints of its own from the first record
  --with-other-keys  even where keys are others than those of the archive; what was kept under those cannot be read
  --json             prints one line of JSON
  --lang zh|en       language, default zh

Exit code: 0 restored, and the audit is as it was (--check: the archive is whole) · 1 restored, but the audit differs: do not
serve it · 2 not restored
`,
};
