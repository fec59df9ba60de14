import type { ErrorCode } from '@thaw/kernel';
import { FILE_PROBLEMS } from './file-problems';
import { text, type ProblemText } from './problem-text';

/** Every refusal as HTTP and as people read it. The compiler asks for a row when the kernel gains a code. */
export const PROBLEM_MAP: Readonly<Record<ErrorCode, ProblemText>> = {
  INVALID_REQUEST: text(
    400,
    ['请求内容有误', 'The request is not valid'],
    ['请按提示修改后重新提交。', 'Correct what is named here and send it again.'],
  ),
  UNSUPPORTED_MEDIA_TYPE: text(
    415,
    ['不支持的内容类型', 'This content type is not taken here'],
    [
      '请以 application/json 发送；上传文件的接口请用 multipart/form-data。',
      'Send application/json, or multipart/form-data where a file is uploaded.',
    ],
  ),
  PAYLOAD_TOO_LARGE: text(
    413,
    ['请求内容过大', 'The request is too large'],
    [
      '请缩小内容或分批提交；文件请走上传接口。',
      'Make it smaller or send it in parts; send files to an upload route.',
    ],
  ),
  HEADERS_TOO_LARGE: text(
    431,
    ['请求头过大', 'The headers are too large'],
    [
      '地址与请求头合计不得超过 16 KB：请清除本站 Cookie 或缩短地址后再试。',
      'Address and headers may have 16 KB in all: clear the cookies of this site, or shorten the address, and try again.',
    ],
  ),
  REQUEST_TOO_SLOW: text(
    408,
    ['请求未在时限内发完', 'The request did not come in whole in time'],
    [
      '请检查网络后重新发送；写操作请沿用同一 Idempotency-Key。',
      'Look at the connection and send it again; a write under the same Idempotency-Key.',
    ],
  ),
  ROUTE_NOT_FOUND: text(
    404,
    ['没有这个接口', 'Nothing is served at this address'],
    ['请检查地址；全部接口见 /v1/openapi.json。', 'Check the address; /v1/openapi.json lists every route.'],
  ),
  METHOD_NOT_ALLOWED: text(
    405,
    ['该地址不支持这种请求方法', 'This address does not take that method'],
    ['请改用 Allow 响应头中列出的方法。', 'Use one of the methods in the Allow header.'],
  ),
  TOO_MANY_REQUESTS: text(
    429,
    ['操作过于频繁', 'Too many attempts'],
    ['请等待 Retry-After 所示的秒数后再试。', 'Wait for the seconds in Retry-After, then try again.'],
  ),
  NOT_SIGNED_IN: text(
    401,
    ['尚未登录或登录已失效', 'You are not signed in'],
    [
      '请重新登录，并在 Authorization 头中带上 Bearer 令牌。',
      'Sign in again and send the token in the Authorization header as Bearer.',
    ],
  ),
  SIGN_IN_FAILED: text(
    401,
    ['登录失败', 'Sign-in failed'],
    [
      '请检查登录名和密码；如忘记密码或账号停用，请联系管理员。',
      'Check the name and the password. If you forgot it, or the account is disabled, ask an admin.',
    ],
  ),
  SECOND_FACTOR_NEEDED: text(
    401,
    ['还需要动态验证码', 'A second factor is needed'],
    [
      '请在 code 中附上身份验证器的 6 位数字或一个恢复码，再次提交同样的请求。',
      'Send the same again with `code`: six digits of your authenticator, or a recovery code.',
    ],
  ),
  FORBIDDEN: text(
    403,
    ['没有权限', 'You may not do this'],
    [
      '您的角色不包含此操作；如工作需要，请联系管理员授权。',
      'Your role does not include this. Ask an admin if your work needs it.',
    ],
  ),
  NOT_FOUND: text(
    404,
    ['找不到该记录', 'There is no such record'],
    [
      '请检查编号是否正确，以及它是否属于您可以查看的范围。',
      'Check the id, and that the record is one you may see.',
    ],
  ),
  IDEMPOTENCY_KEY_REUSED: text(
    422,
    ['幂等键已用于另一个请求', 'This idempotency key belongs to another request'],
    [
      '新请求请换一个 Idempotency-Key；重试请发送与第一次完全相同的内容。',
      'Take a new Idempotency-Key for a new request; to repeat one, send exactly what was sent first.',
    ],
  ),
  IDEMPOTENCY_IN_PROGRESS: text(
    409,
    ['相同的请求正在处理', 'The same request is under way'],
    [
      '请稍候片刻，再以同一 Idempotency-Key 重试。',
      'Wait a moment, then repeat it under the same Idempotency-Key.',
    ],
  ),
  CASE_CHANGED: text(
    409,
    ['案件刚刚被他人更新', 'Someone else has just changed this case'],
    [
      '请刷新案件，查看变化后再决定是否继续。',
      'Load the case again, see what changed, then decide whether to go on.',
    ],
  ),
  ALREADY_EXISTS: text(
    409,
    ['已存在', 'It exists already'],
    ['请使用已有的记录，或换一个名称或编号。', 'Use the one that exists, or choose another name or number.'],
  ),
  TERMINAL_UNKNOWN: text(
    404,
    ['没有这台终端', 'There is no such terminal'],
    [
      '请核对商户号（15 位）和终端号（8 位）；新终端请先登记。',
      'Check the merchant number (15 digits) and terminal number (8 characters); register a new terminal first.',
    ],
  ),
  ACTION_NOT_ALLOWED: text(
    409,
    ['案件当前状态不能执行此操作', 'The case is not in a state for this action'],
    ['请查看案件页列出的可用操作。', 'See the actions that the case lists as open to you.'],
  ),
  ACTION_NOT_YOURS: text(
    403,
    ['此操作不属于您的角色', 'This action belongs to another role'],
    ['请转交给有权执行的同事。', 'Hand it to a colleague whose role it is.'],
  ),
  GUARD_REFUSED: text(
    409,
    ['条件尚未满足', 'A condition is not met yet'],
    ['请先完成提示中的条件，再重试。', 'Meet the condition named here, then try again.'],
  ),
  SEPARATION_OF_DUTIES: text(
    403,
    ['职责分离：不能由同一人完成', 'Separation of duties: another person must do this'],
    ['请由另一位未参与此前步骤的同事办理。', 'Ask a colleague who had no part in the earlier step.'],
  ),
  PROPOSAL_STALE: text(
    409,
    ['提案已过时', 'The proposal is out of date'],
    [
      '提出之后案情有变；请退回提案，由经办人重新提出。',
      'The case has changed since it was proposed; return it, so that it is proposed anew.',
    ],
  ),
  CASE_CLOSED: text(
    409,
    ['案件已结案', 'The case is closed'],
    ['如有新事实，请由主管重新开启案件。', 'If there are new facts, a supervisor can reopen it.'],
  ),
  TELLS_TOO_MUCH: text(
    400,
    ['文字会透露不得告知的事由', 'This text would tell what must not be told'],
    [
      '请删去所引的字词或改用中性说法；内部情况请写在备注里。',
      'Leave out the words that are quoted or say it neutrally; keep what is internal in a note.',
    ],
  ),
  TERMINAL_SYSTEM_UNREACHABLE: text(
    503,
    ['终端系统没有答复', 'The terminal system did not answer'],
    [
      '案件未变动。请稍后重试；如持续出现，请联系终端系统的运维。',
      'Nothing was changed. Try again shortly; if it persists, call whoever runs the terminal system.',
    ],
  ),
  CALENDAR_CHANGED: text(
    409,
    ['日历刚刚被他人修改', 'Someone else has just changed this calendar'],
    ['请重新读取，核对变化后再改。', 'Read it again, see what is different, then change it.'],
  ),
  VIEW_CHANGED: text(
    412,
    ['视图已被修改', 'The view was changed meanwhile'],
    [
      '请重新读取视图，核对后以新的 ETag 提交。',
      'Read the view again and send your change with its new ETag.',
    ],
  ),
  TEXT_CHANGED: text(
    412,
    ['内容已被修改', 'It was changed meanwhile'],
    ['请重新读取，核对后以新的 ETag 提交。', 'Read it again and send your change with its new ETag.'],
  ),
  QUEUE_CHANGED: text(
    409,
    ['刚刚被他人修改', 'Someone else has just changed this'],
    [
      '请重新读取，核对变化后，带上新的 ETag 再改。',
      'Read it again, see what is different, then change it with the new ETag.',
    ],
  ),
  QUEUE_EMPTY: text(
    404,
    ['没有可领取的案件', 'No case waits for you here'],
    [
      '该队列中没有您可以经办的待领案件。请稍后再取，或查看您的其他队列。',
      'Nothing that you may work on waits in this queue. Ask again later, or look at your other queues.',
    ],
  ),
  RULE_SET_CHANGED: text(
    409,
    ['规则集刚刚被他人更新', 'Someone else has just changed this rule set'],
    [
      '请刷新规则集，查看变化后再决定是否继续。',
      'Load the rule set again, see what changed, then decide whether to go on.',
    ],
  ),
  FINDING_OUTDATED: text(
    409,
    ['该命中出自旧版规则', 'The finding was made by an earlier version of the rules'],
    [
      '已排队按现行规则重新扫描；请稍后重新读取命中列表。',
      'A rescan under the rules in force is queued: read the list of findings again shortly.',
    ],
  ),
  ...FILE_PROBLEMS,
  DIGEST_MISMATCH: text(
    422,
    ['文件与声明的摘要不符', 'The file does not have the digest that was announced'],
    [
      '请重新上传整个文件；如由程序计算 SHA-256，请确认算的是发送的字节（压缩文件按压缩后的字节）。',
      'Send the whole file again; the SHA-256 is of the bytes as they are sent, zipped ones included.',
    ],
  ),
  MAPPING_INVALID: text(
    422,
    ['列对应关系有误', 'The column mapping is not valid'],
    ['请对照文件表头修正列对应关系。', "Correct the mapping against the file's header line."],
  ),
  IMPORT_IN_PROGRESS: text(
    409,
    ['该终端正在导入流水或重新扫描', 'An import or a rescan of this terminal is under way'],
    [
      '请等它完成后再试；导入的进度见导入列表。',
      'Wait until it has finished, then try again; the list of imports shows the progress of an import.',
    ],
  ),
  PREVENTION_IMPORT_IN_PROGRESS: text(
    409,
    ['另一份终端维护文件正在导入', 'Another file of upkeep dates is being taken in'],
    ['请稍候片刻，再发送一次。', 'Wait a moment, then send this one again.'],
  ),
  IMPORT_NOT_CANCELLABLE: text(
    409,
    ['该导入已不能取消', 'The import can no longer be cancelled'],
    ['请查看导入回执，其中写明结果。', 'Read its receipt: it tells what became of it.'],
  ),
  DEPENDENCY_UNAVAILABLE: text(
    503,
    ['系统暂时不可用', 'The service is unavailable for the moment'],
    [
      '请稍后重试。若刚才在提交内容，请用同一个 Idempotency-Key 重试，或先查看是否已完成；如持续出现，请联系运维并提供请求编号。',
      'Try again shortly. If you were sending something, use the same Idempotency-Key, or look first whether it was done; if it persists, give the request id to operations.',
    ],
  ),
  INTERNAL: text(
    500,
    ['系统内部错误', 'Something went wrong on our side'],
    [
      '请稍后重试；如持续出现，请联系运维并提供请求编号。',
      'Try again shortly; if it persists, give the request id to operations.',
    ],
  ),
};
