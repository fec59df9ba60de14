import type { Bilingual } from '@thaw/kernel';
import { RULES } from '@thaw/risk/rules';
import { FIELDS } from '@thaw/transactions/records';

const codes = RULES.map((rule) => rule.code).join(',');

export const USAGE: Bilingual = {
  zh: `用法：thaw scan 文件.csv[.gz]|文件.xlsx [选项]

  --map 字段=列名 …         指定字段所在的列；“字段=”表示不读取。默认按字段同名的列读取
                            字段：${FIELDS.join(' ')}
                            （--map-file 文件.json 从文件读取，可含 timeZone、currency、amountUnit、cardType、sheet）
                            每台终端分别检查；终端号不分大小写；未写终端号的各行单独作为一台
  --fee-profile 档位        standard（默认）、low_rate 或 capped
  --facts 文件.json         流水之外的事实，供 R7a、R7b、X8、X9、X11、X12 使用；其中的名称见 docs/rules.md。
                            未给出的事实即为未知，报告会列出因此未能判断的规则
  --time-zone 时区          IANA 名称，默认 Asia/Shanghai；无时差的时间按此时区读取
  --currency 币种           终端的币种，默认 CNY；其他币种的交易不参与检查
  --amount-unit yuan|fen    金额单位，默认 yuan
  --card-type 卡种          文件没有卡种时使用：credit、debit 或 unknown（默认）
  --sheet 工作表            Excel 工作簿（XLSX）中的工作表，默认为第一个可见的工作表
  --rules ${codes}
                            只运行这些规则
  --set R1a.max=3000000 …   修改规则参数
  --json                    输出 JSON
  --html 文件.html          另存为一个网页：含图表，可打印，不联网
  --lang zh|en              报告语言，默认 zh

退出码：0 没有权重大于 0 的发现；1 有；2 文件无法读取或参数有误
例：thaw scan 流水.csv.gz --map occurred_at=datetime amount=money card=card
`,
  en: `Usage: thaw scan FILE.csv[.gz]|FILE.xlsx [options]

  --map field=column …      which column holds a field; "field=" reads it from none. By default a field is
                            read from the column of its own name.
                            Fields: ${FIELDS.join(' ')}
                            (--map-file FILE.json reads them from a file; timeZone, currency, amountUnit,
                            cardType and sheet may stand there too, options go before them)
                            Each terminal is checked by itself; T1 and t1 are one; lines that name no terminal
                            are taken as one of their own.
  --fee-profile profile     standard (default), low_rate or capped
  --facts file.json         what is known beside the history, for R7a, R7b, X8, X9, X11 and X12; docs/rules.md
                            has its names. What it leaves out is unknown, and the report lists the rules that wait for it.
  --time-zone zone          IANA name, default Asia/Shanghai; times without offset are local to it
  --currency code           the terminal's own currency, default CNY; others are left out of the rules
  --amount-unit yuan|fen    unit of amounts, default yuan
  --card-type type          where the file has none: credit, debit or unknown (default)
  --sheet name              which sheet of an Excel workbook (XLSX), the first visible one by default
  --rules ${codes}
                            only these rules
  --set R1a.max=3000000 …   other parameters
  --json                    print JSON
  --html file.html          write the report as a page, too: with charts, fit to print, needing no network
  --lang zh|en              language of the report, default zh

Exit code: 0 no finding above weight 0 · 1 some · 2 the file cannot be read, or the arguments are wrong
Example: thaw scan sales.csv.gz --lang en --map occurred_at=datetime amount=money card=card
`,
};
