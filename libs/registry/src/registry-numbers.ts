import { hasCardNumber } from '@thaw/kernel';
import { invalidRequest } from './invalid-request';

const MERCHANT_NO = /^(\d{3})(\d{4})(\d{4})(\d{4})$/;
const TERMINAL_NO = /^[0-9A-Z]{8}$/;
/** GB 32100-2015: digits and capital letters without I, O, S, V and Z. */
const SOCIAL_CREDIT_CODE = /^[0-9A-HJ-NP-RTUWXY]{18}$/;
const SERIAL_NO = /^[0-9A-Z](?:[0-9A-Z-]{2,38})[0-9A-Z]$/;
const CURRENCY = /^[A-Z]{3}$/;
const ACCOUNT = /^[0-9A-Z]{8,34}$/i;
/** An account that came masked already: its last four are all there is. */
const MASKED_ACCOUNT = /^[*\d]{0,30}\*([0-9A-Z]{4})$/i;
const TEXT_MAX = 200;

/** What a merchant number is composed of: acquirer 3 + area 4 + MCC 4 + sequence 4. */
export interface MerchantNoParts {
  readonly acquirerCode: string;
  readonly area: string;
  readonly mcc: string;
  readonly sequence: string;
}

/** @throws DomainError INVALID_REQUEST on `merchantNo`. */
export function merchantNoParts(merchantNo: string): MerchantNoParts {
  const [, acquirerCode, area, mcc, sequence] = MERCHANT_NO.exec(merchantNo) ?? [];
  if (acquirerCode === undefined || area === undefined || mcc === undefined || sequence === undefined) {
    throw invalidRequest(
      'merchantNo',
      '商户编号为 15 位数字：收单机构 3 位、地区 4 位、MCC 4 位、顺序号 4 位。',
      'A merchant number has 15 digits: acquirer 3, area 4, MCC 4, sequence 4.',
    );
  }
  return { acquirerCode, area, mcc, sequence };
}

/** @throws DomainError INVALID_REQUEST where the number's own MCC differs from the merchant's. */
export function checkMerchantNo(merchantNo: string, mcc: string): string {
  const parts = merchantNoParts(merchantNo);
  if (!/^\d{4}$/.test(mcc)) {
    throw invalidRequest('mcc', 'MCC 为 4 位数字。', 'An MCC has 4 digits.');
  }
  if (parts.mcc !== mcc) {
    throw invalidRequest(
      'mcc',
      `商户编号第 8 至 11 位为 ${parts.mcc}，与 MCC ${mcc} 不一致：请更正其一。`,
      `Digits 8 to 11 of the merchant number say ${parts.mcc}, the MCC says ${mcc}: correct one of them.`,
    );
  }
  return merchantNo;
}

export function checkTerminalNo(terminalNo: string): string {
  if (TERMINAL_NO.test(terminalNo)) return terminalNo;
  throw invalidRequest(
    'terminalNo',
    '终端编号为 8 位数字或大写字母。',
    'A terminal number has 8 characters, digits or capital letters.',
  );
}

export function checkSocialCreditCode(code: string): string {
  if (SOCIAL_CREDIT_CODE.test(code)) return code;
  throw invalidRequest(
    'socialCreditCode',
    '统一社会信用代码为 18 位数字或大写字母（不含 I、O、S、V、Z）。',
    'A social-credit code has 18 characters: digits and capital letters but for I, O, S, V and Z.',
  );
}

/** Capital letters only, so that one machine has one spelling. */
export function checkSerialNo(serialNo: string): string {
  if (SERIAL_NO.test(serialNo)) return serialNo;
  throw invalidRequest(
    'serialNo',
    '序列号为 4 至 40 位数字、大写字母或连字符，首尾不能是连字符。',
    'A serial number has 4 to 40 digits, capital letters or hyphens, with no hyphen at its ends.',
  );
}

export function checkCurrency(currency: string): string {
  if (CURRENCY.test(currency)) return currency;
  throw invalidRequest(
    'currency',
    '币种为 3 位大写字母，如 CNY。',
    'A currency has 3 capital letters, e.g. CNY.',
  );
}

/** Words that people read, trimmed. A card number in them is refused, since none is kept. */
export function checkWords(field: string, text: string): string {
  const stored = text.trim();
  if (stored === '' || [...stored].length > TEXT_MAX || /\p{Cc}/u.test(stored)) {
    throw invalidRequest(
      field,
      `需为 1–${TEXT_MAX} 个字符，不能有换行或控制字符。`,
      `Give 1 to ${TEXT_MAX} characters, without line breaks or control characters.`,
    );
  }
  if (hasCardNumber(stored)) {
    throw invalidRequest(
      field,
      '这里像是一个银行卡号，系统不保存卡号。请去掉它。',
      'This looks like a card number, and card numbers are not kept. Leave it out.',
    );
  }
  return stored;
}

/**
 * The settlement account as it is stored: stars but for its last four characters. An account of a natural person is
 * often a debit card's number, so none is kept whole, Luhn-valid or not; two accounts cannot be compared by it.
 * @throws DomainError INVALID_REQUEST on `settlementAccount`.
 */
export function maskAccount(account: string): string {
  const plain = account.replace(/[ -]/g, '');
  const lastFour = ACCOUNT.test(plain) ? plain.slice(-4) : MASKED_ACCOUNT.exec(plain)?.[1];
  if (lastFour !== undefined) return `${'*'.repeat(8)}${lastFour}`;
  throw invalidRequest(
    'settlementAccount',
    '结算账户为 8 至 34 位数字或字母；系统只保存末四位。',
    'A settlement account has 8 to 34 digits or letters; only its last four are kept.',
  );
}
