import type { Bilingual } from '@thaw/kernel';
import { REPORT_COLUMNS, type ReportKind } from './report-lines';

const columns = (kind: ReportKind): string => Object.keys(REPORT_COLUMNS[kind]).join(' ');

export const USAGE: Bilingual = {
  zh: `用法：thaw report location-fixes 文件.csv[.gz] [选项]
      thaw report chargebacks 文件.csv[.gz] [选项]

  location-fixes            终端定位，列：${columns('location-fixes')}
                            lat、lon 为十进制度，须与登记位置用同一坐标系；source 为 device、network 或 staff
  chargebacks               拒付，列：${columns('chargebacks')}（末列可省）；金额单位为元
  --terminal 商户号/终端号  所有行都属于这台终端；不写时由 merchant_no、terminal_no 两列指明
  --time-zone 时区          无时差的时间按此时区读取，默认 Asia/Shanghai
  --url 地址                服务地址，默认 http://127.0.0.1:3000
  --lang zh|en              语言，默认 zh

同一文件可以重复报送，已有的不会重复登记。
密钥从环境变量 THAW_API_KEY 读取，须能写入流水并查询终端：专员的登录令牌，或具有 transaction:append 与 registry:write 的密钥。
退出码：0 全部登记或已有；1 有未登记的行；2 未能全部报送，或参数有误
`,
  en: `Usage: thaw report location-fixes FILE.csv[.gz] [options]
       thaw report chargebacks FILE.csv[.gz] [options]

  location-fixes            where terminals were seen; columns ${columns('location-fixes')}
                            lat and lon in decimal degrees, in the same system as the registered site (GCJ-02 and
                            WGS-84 lie up to 700 m apart); source is device, network or staff
  chargebacks               disputed sales; columns ${columns('chargebacks')} (the last may be left out),
                            amounts in yuan
  --terminal numbers        all lines are of this terminal; else the columns merchant_no and terminal_no say
  --time-zone zone          of times without offset, default Asia/Shanghai
  --url address             of the desk, default http://127.0.0.1:3000
  --lang zh|en              language, default zh

A file may be reported again: what is known is not kept twice.
The key is read from the environment, THAW_API_KEY. It is to append to histories and to look terminals up: an agent's
session token, or a key with transaction:append and registry:write.
Exit code: 0 every line is kept, now or before · 1 some lines are not · 2 not reported to its end, or wrong arguments
`,
};
