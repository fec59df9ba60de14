import type { Bilingual } from '@thaw/kernel';

export const RETENTION_USAGE: Bilingual = {
  zh: `用法：thaw retention report [选项]
      thaw retention run [--yes] [选项]

  report  列出各类资料保存多久、现在到期的案件、被有权机关或保全留住的案件、下一件何时到期；不删除任何内容
  run     删除到期内容（worker 每天也会执行）：文字与文件无法恢复，编号、时间、结论与哈希保留，审计树不受影响

  年限由 THAW_CASE_YEARS（至少 10）与 THAW_SLIP_YEARS（至少 2）设定。
  有 DATABASE_URL 时处理该数据库，否则处理本目录的内置系统。

  --yes        不再询问
  --json       输出 JSON
  --lang zh|en 语言，默认 zh

退出码：0 完成；1 未确认；2 参数有误，或无法连接数据库
`,
  en: `Usage: thaw retention report [options]
       thaw retention run [--yes] [options]

  report  what is kept how long, which cases are over now, which an authority or a legal hold keeps, and when the next
          one comes of age; erases nothing
  run     erases what is over, as the worker does daily: words and files for good; numbers, times, outcomes and hashes
          stay, and the audit's tree does not notice

  Years are set by THAW_CASE_YEARS (at least 10) and THAW_SLIP_YEARS (at least 2).
  It works on the database of DATABASE_URL, or on the embedded desk of this folder.

  --yes         do not ask
  --json        print JSON
  --lang zh|en  language, default zh

Exit code: 0 done · 1 not confirmed · 2 wrong arguments, or no database
`,
};
