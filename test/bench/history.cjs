'use strict';
const { Readable } = require('node:stream');

const HEAD =
  'occurred_at,amount,card,card_type,type,status,currency,reference,trace_no,batch_no,terminal_no\n';
const PIECE = 256 * 1024;

/**
 * A shop's history as an acquirer exports it: in the order of time, card numbers in clear, every column filled.
 * @param lines of sales; about one card in twenty comes again within the month. @param salt makes other references.
 * `large`: of so many sales one comes to tens of thousands, so that rules on amounts have something to find.
 */
function historyFile(lines, salt = '', { large = 0 } = {}) {
  return Readable.from(pieces(lines, salt, large), { objectMode: false });
}

function* pieces(lines, salt, large) {
  let state = 1;
  const dice = (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
  const cards = Array.from({ length: 20_000 }, (_, at) => cardNumber(at));
  const step = Math.floor((730 * 86_400) / lines) || 1;
  let at = Date.UTC(2024, 0, 1) / 1000;
  let text = HEAD;
  for (let line = 0; line < lines; line++) {
    at += 1 + dice(2 * step);
    const time = new Date(at * 1000).toISOString().slice(0, 19);
    const yuan = large > 0 && dice(large) === 0 ? 10_000 + dice(45_000) : 1 + dice(900);
    const amount = `${yuan}.${String(dice(100)).padStart(2, '0')}`;
    const kind = dice(100);
    const type = kind < 3 ? 'refund' : 'purchase';
    const status = kind > 96 ? 'declined' : 'approved';
    text += `${time},${amount},${cards[dice(cards.length)]},${dice(3) ? 'credit' : 'debit'},${type},${status},CNY,R${salt}${line},${String(line % 999_999).padStart(6, '0')},${String(Math.floor(line / 500)).padStart(6, '0')},\n`;
    if (text.length < PIECE) continue;
    yield Buffer.from(text);
    text = '';
  }
  yield Buffer.from(text);
}

/** A number that passes the Luhn check, of a BIN that no scheme has given out. */
function cardNumber(at) {
  const body = `999999${String(at).padStart(9, '0')}`;
  let sum = 0;
  for (let i = 0; i < body.length; i++) {
    let digit = Number(body[body.length - 1 - i]);
    if (i % 2 === 0) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return body + String((10 - (sum % 10)) % 10);
}

module.exports = { historyFile };
