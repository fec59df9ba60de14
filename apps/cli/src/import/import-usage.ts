import type { Bilingual } from '@thaw/kernel';
import { FIELDS } from '@thaw/transactions/records';

export const USAGE: Bilingual = {
  zh: `用法：thaw import 文件.csv[.gz]|文件.xlsx --terminal 商户号/终端号 [选项]
      thaw import 文件.csv[.gz]|文件.xlsx --case FZ-20261123-0001 [选项]
      thaw import 文件.csv[.gz]|文件.xlsx [选项]      每一行导入到它自己写明的终端
      thaw import --cancel 导入编号

  --terminal 商户号/终端号  导入到这台终端的流水
  --case 案件号             导入到案件所涉终端的流水，并记入案件时间线
  （两者都不写）            文件含多台终端：按各行的 merchant_no（商户号）和 terminal_no（终端号）分配；
                            终端号只属于一家商户时，可以没有商户号。找不到终端的行不导入，并说明原因
  --map 字段=列名 …         指定字段所在的列；“字段=”表示不读取。默认按字段同名的列读取
                            字段：${FIELDS.join(' ')}
  --map-file 文件.json      从文件读取列映射，如 {"occurred_at":"交易时间","amount":"金额","amountUnit":"fen"}；
                            还可含 timeZone、currency、amountUnit、cardType、sheet，命令行选项优先
  --time-zone 时区          IANA 名称，默认为服务端所设；无时差的时间按此时区读取
  --currency 币种           文件没有币种时使用，默认为终端的币种
  --amount-unit yuan|fen    金额单位，默认 yuan
  --card-type 卡种          文件没有卡种时使用：credit、debit 或 unknown（默认）
  --sheet 工作表            Excel 工作簿（XLSX）中的工作表，默认为第一个可见的工作表
  --strict                  只要有一行不合格，就整份拒收，一行也不导入；否则全部写入。万一写入中途彻底失败，
                            已写入的保留，回执给出数量，重新发送同一文件只补上缺少的
  --rejects 文件            把未导入的行连同原因另存为 CSV
  --url 地址                服务地址，默认 http://127.0.0.1:3000
  --lang zh|en              语言，默认 zh

密钥从环境变量 THAW_API_KEY 读取（API 密钥或登录令牌），绝不作为参数。
导入中按 Ctrl-C 会询问是否取消；再按一次则不再等待，导入在服务端继续。取消后，已导入的行会保留。
退出码：0 全部导入或已有；1 有未导入的行；2 未能完成，或参数有误；130 按 Ctrl-C 离开
例：THAW_API_KEY=… thaw import 流水.csv.gz --terminal 100310054110001/A0000001 --map occurred_at=datetime amount=money
`,
  en: `Usage: thaw import FILE.csv[.gz]|FILE.xlsx --terminal MERCHANT_NO/TERMINAL_NO [options]
       thaw import FILE.csv[.gz]|FILE.xlsx --case FZ-20261123-0001 [options]
       thaw import FILE.csv[.gz]|FILE.xlsx [options]     each line into the terminal that it names
       thaw import --cancel IMPORT_ID

  --terminal numbers        into the history of this terminal
  --case number             into the history of the case's terminal; the case's timeline tells of it
  (neither)                 the file is of several terminals: each line goes where its merchant_no and terminal_no
                            say, or terminal_no alone where only one merchant has it; lines whose terminal is not
                            found are left out, and told
  --map field=column …      which column holds a field; "field=" reads it from none. By default a field is
                            read from the column of its own name.
                            Fields: ${FIELDS.join(' ')}
  --map-file FILE.json      the mapping from a file, as {"occurred_at":"datetime","amount":"money","amountUnit":"fen"};
                            timeZone, currency, amountUnit, cardType and sheet may stand there too, options go before them
  --time-zone zone          IANA name, the desk's own by default; times without offset are local to it
  --currency code           where the file has none, the terminal's own by default
  --amount-unit yuan|fen    unit of amounts, default yuan
  --card-type type          where the file has none: credit, debit or unknown (default)
  --sheet name              which sheet of an Excel workbook (XLSX), the first visible one by default
  --strict                  with one bad line, no line is taken in; without one, all are written. Should that fail for
                            good half-way, what is in stays, the receipt says how much, and sending the file again
                            adds only what is missing
  --rejects FILE            write the lines that were left out, and why, to this CSV file
  --url address             of the desk, default http://127.0.0.1:3000
  --lang zh|en              language, default zh

The key (an API key or a session token) is read from the environment, THAW_API_KEY, and is never an argument.
Ctrl-C asks whether to cancel the import; a second one leaves it to go on at the desk. What a cancelled import has taken
in stays.
Exit code: 0 every line is in, now or before · 1 some lines were left out · 2 not imported to its end, or wrong
arguments · 130 left with Ctrl-C
Example: THAW_API_KEY=… thaw import sales.csv.gz --terminal 100310054110001/A0000001 --map occurred_at=datetime amount=money
`,
};
