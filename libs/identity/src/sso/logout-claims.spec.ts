import { logoutIn } from './logout-claims';

const EVENT = 'http://schemas.openid.net/event/backchannel-logout';
const TOKEN = {
  iss: 'https://id.bank.example',
  iat: 1_700_000_000,
  sub: 'lin',
  sid: 's-1',
  events: { [EVENT]: {} },
};

it('says whom the provider has signed out, by session, by subject or both', () => {
  const read = {
    issuer: 'https://id.bank.example/',
    subject: 'lin',
    session: 's-1',
    at: new Date('2023-11-14T22:13:20Z'),
  };
  expect(logoutIn(TOKEN)).toEqual(read);
  expect(logoutIn({ ...TOKEN, sid: undefined })).toEqual({ ...read, session: null });
  expect(logoutIn({ ...TOKEN, sub: undefined })).toEqual({ ...read, subject: null });
});

it.each<[string, object]>([
  ['an ID token', { events: undefined, nonce: 'n' }],
  ['a token with a nonce', { nonce: 'n' }],
  ['another event', { events: { 'http://schemas.openid.net/event/other': {} } }],
  ['an event that is no object', { events: { [EVENT]: true } }],
  ['events that are no object', { events: EVENT }],
  ['nobody', { sub: undefined, sid: undefined }],
  ['nobody by empty names', { sub: '', sid: ' ' }],
])('is null for %s', (_, over) => {
  expect(logoutIn({ ...TOKEN, ...over })).toBeNull();
});
