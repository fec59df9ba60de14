import { rolesIn, textIn, type RoleMap } from './sso-claims';

const MAP: RoleMap = [
  ['desk', 'agent'],
  ['desk-lead', 'supervisor'],
  ['desk-lead', 'agent'],
  ['toString', 'admin'],
];

it.each<[string, unknown, readonly string[]]>([
  ['a list', { roles: ['desk', 'other'] }, ['agent']],
  ['a word', { roles: 'desk' }, ['agent']],
  ['a value that gives two', { roles: ['desk-lead', 'desk'] }, ['agent', 'supervisor']],
  ['nothing', {}, []],
  ['nobody’s value', { roles: ['admin', 'agent'] }, []],
  ['part of a value', { roles: ['desk-leader', 'des'] }, []],
  ['what is no text', { roles: [{ desk: true }, 1, null] }, []],
  ['an object', { roles: { desk: true } }, []],
])('gives roles by %s', (_, claims, roles) => {
  expect([...rolesIn(claims as Record<string, unknown>, 'roles', MAP)].sort()).toEqual(roles);
});

it('finds the claim where providers keep it', () => {
  expect(rolesIn({ realm_access: { roles: ['desk'] } }, 'realm_access.roles', MAP)).toEqual(['agent']);
  expect(rolesIn({ 'https://bank.example/roles': ['desk'] }, 'https://bank.example/roles', MAP)).toEqual([
    'agent',
  ]);
  expect(rolesIn({ realm_access: 'desk' }, 'realm_access.roles', MAP)).toEqual([]);
  expect(rolesIn({ a: {} }, 'a.constructor.name', MAP)).toEqual([]);
});

it('reads a text, and nothing where there is none', () => {
  expect(textIn({ name: ' 李伟 ' }, 'name')).toBe('李伟');
  for (const name of ['', ' ', 7, null, undefined]) expect(textIn({ name }, 'name')).toBeNull();
});
