import { senderDomain, threadHeaders } from './thread-headers';

it('the first of a case answers its root, each other one the one before; what is of no case stands alone', () => {
  expect(threadHeaders({ id: 'a', caseId: 'c', lastId: null }, 'bank.example')).toEqual({
    messageId: '<a@bank.example>',
    inReplyTo: '<case.c@bank.example>',
    references: ['<case.c@bank.example>'],
  });
  expect(threadHeaders({ id: 'b', caseId: 'c', lastId: 'a' }, 'bank.example')).toEqual({
    messageId: '<b@bank.example>',
    inReplyTo: '<a@bank.example>',
    references: ['<case.c@bank.example>', '<a@bank.example>'],
  });
  expect(threadHeaders({ id: 'd', caseId: null, lastId: null }, 'bank.example')).toEqual({
    messageId: '<d@bank.example>',
  });
});

it.each([
  ['Thaw <desk@bank.example>', 'bank.example'],
  ['desk@bank.example', 'bank.example'],
  ['"a@b" <desk@mail.bank.example> ', 'mail.bank.example'],
])('of %s the domain is %s', (from, domain) => expect(senderDomain(from)).toBe(domain));
