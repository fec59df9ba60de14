import type { Bilingual } from '@thaw/kernel';

export const AUDIT_USAGE: Bilingual = {
  zh: `用法：thaw audit verify [--checkpoints 目录] [--public-key 公钥]… [选项]
      thaw audit verify 文件.json [--public-key 公钥]… [选项]
      thaw audit key

  verify       将库中全部审计记录与导出的检查点核对，指出第一条不一致的记录，并说明尚无检查点覆盖的新记录数；
               给出文件时，离线核对一个案件的审计文件（GET /v1/cases/案件号/audit 所得），不需要数据库
    --checkpoints 目录   检查点导出的目录，默认 THAW_AUDIT_EXPORT_DIR
    --public-key 公钥    公钥或其文件，可多次给出（换过密钥时）；缺省由 THAW_AUDIT_KEY 得出
  key          打印公钥，交审计人员保管；需要 THAW_AUDIT_KEY
  数据库由 DATABASE_URL 指定；未设置时为本目录的内置系统，密钥与目录也取自它。

  --json       输出一行 JSON
  --lang zh|en 语言，默认 zh

退出码：0 一致；1 有不一致；2 参数有误，或没有数据库、目录、公钥
`,
  en: `Usage: thaw audit verify [--checkpoints FOLDER] [--public-key KEY]… [options]
       thaw audit verify FILE.json [--public-key KEY]… [options]
       thaw audit key

  verify       holds every record of the audit against the checkpoints that were exported, names the first that differs,
               and says how many newer ones none covers yet; with a file, holds the audit of one case (as
               GET /v1/cases/NUMBER/audit gives it) against its checkpoint, far from any database
    --checkpoints FOLDER  where checkpoints are exported to; default THAW_AUDIT_EXPORT_DIR
    --public-key KEY      a public key or a file with one, several where the key was changed; default: that of
                          THAW_AUDIT_KEY
  key          prints the public key, for those who audit to keep; needs THAW_AUDIT_KEY
  The database is that of DATABASE_URL; without it, the embedded desk of this folder, with its key and its checkpoints.

  --json        prints one line of JSON
  --lang zh|en  language, default zh

Exit code: 0 all is as it was · 1 something differs · 2 wrong arguments, or no database, folder or key
`,
};
