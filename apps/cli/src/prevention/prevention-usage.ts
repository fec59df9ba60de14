import type { Bilingual } from '@thaw/kernel';

export const USAGE: Bilingual = {
  zh: `用法：thaw prevention 文件.csv[.gz] [选项]

  导入终端的巡检、升级与密码日期。列：merchant_no terminal_no，以及下列中的至少一列：
    inspected_on          巡检日期           inspection_due_on    下次巡检到期日（不填则按规定间隔推算）
    software_version      软件版本           virus_database_on    病毒库日期
    patched_until         补丁截至日         password_rotated_on  密码更换日
  列名也可用中文：商户编号、终端编号、巡检日期、巡检到期日、软件版本、病毒库日期、补丁截至日、密码更换日
  日期写作 2026-11-23、2026/11/23 或 20261123；空单元格表示不变；每台终端一行

  --rejects 文件   把未导入的行连同原因另存为 CSV
  --url 地址       服务地址，默认 http://127.0.0.1:3000
  --lang zh|en     语言，默认 zh

密钥从环境变量 THAW_API_KEY 读取：客服的登录令牌，或具有 registry:write 的密钥。同一文件可以重复导入。
退出码：0 全部导入或已有；1 有未导入的行；2 未能导入，或参数有误
`,
  en: `Usage: thaw prevention FILE.csv[.gz] [options]

  Takes in dates of inspections, updates and passwords of terminals. Columns merchant_no terminal_no, and at least one of
    inspected_on          the day of an inspection      inspection_due_on    of the next one (else after the interval)
    software_version                                    virus_database_on    the date of the database itself
    patched_until         patches up to it are in       password_rotated_on  the day passwords were changed
  Days as 2026-11-23, 2026/11/23 or 20261123; an empty cell leaves what is known; one line a terminal

  --rejects FILE   write the lines that were left out, and why, to this CSV file
  --url address    of the desk, default http://127.0.0.1:3000
  --lang zh|en     language, default zh

The key is read from the environment, THAW_API_KEY: an agent's session token, or a key with registry:write. A file may be
sent again: what is known is not kept twice.
Exit code: 0 every line is in, now or before · 1 some lines were left out · 2 not taken in, or wrong arguments
`,
};
