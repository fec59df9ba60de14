import { failureWords } from './failure-words';

it.each([
  ['no answer in time', '终端系统未及时答复', 'The terminal system did not answer in time'],
  ['HTTP 503', '终端系统出错（HTTP 503）', 'The terminal system is at fault (HTTP 503)'],
  ['the line failed: ECONNREFUSED', '与终端系统的连接失败', 'The line to the terminal system failed'],
  [
    'gave up after 8 tries: accepted, but never confirmed',
    '尝试 8 次后放弃：终端系统已受理，但一直没有确认',
    'Given up after 8 tries: The terminal system accepted it, but never confirmed',
  ],
  [
    'the deadline has passed: no answer',
    '已过期限：终端系统没有答复',
    'The deadline has passed: The terminal system did not answer',
  ],
  [
    'refused: 422: the terminal is not ours',
    '终端系统拒绝（HTTP 422），其原文：“the terminal is not ours”',
    'The terminal system refused (HTTP 422); its words: “the terminal is not ours”',
  ],
  [
    'refused: no terminal system is connected',
    '没有联网的终端系统：请人工执行，并由两人确认',
    'No terminal system is connected: carry it out by hand, and have two persons confirm it',
  ],
  [
    'the battery is flat',
    '终端系统的原文：“the battery is flat”',
    'The terminal system’s words: “the battery is flat”',
  ],
])('%s is told in both languages', (stored, zh, en) => {
  expect(failureWords(stored)).toEqual({ zh, en });
});
