import { maskTexts } from './mask-texts';

const shaped = '40128888-8888-1881-0000-000000000000';

it('masks card numbers in every text, however deep', () => {
  expect(
    maskTexts({ text: 'card 4012.8888.8888.1881', reasons: [{ reason: '4012 8888 8888 1881', n: 4012 }] }),
  ).toEqual({ text: 'card 4012.88**.****.1881', reasons: [{ reason: '4012 88** **** 1881', n: 4012 }] });
});

it('leaves an id whole where an id is wanted, and nowhere else', () => {
  expect(maskTexts({ fileIds: [shaped], ids: [shaped] })).toEqual({
    fileIds: [shaped],
    ids: ['********-****-****-****-********0000'],
  });
  expect(maskTexts({ items: [{ itemId: shaped, reason: shaped }], text: shaped })).toEqual({
    items: [{ itemId: shaped, reason: '********-****-****-****-********0000' }],
    text: '********-****-****-****-********0000',
  });
});

it('names the field that cannot be stored', () => {
  expect(() => maskTexts({ reasons: [{ reason: 'a\0' }] })).toThrow(
    expect.objectContaining({ context: expect.objectContaining({ field: 'reasons[0].reason' }) as object }),
  );
});

it('reads an id in capital letters as the id that it is, as an address does', () => {
  const id = '0A1B2C3D-0000-4000-8000-00000000ABCD';
  expect(maskTexts({ answers: [{ slipId: id, fileId: id }], text: 'ABC' })).toEqual({
    answers: [{ slipId: id.toLowerCase(), fileId: id.toLowerCase() }],
    text: 'ABC',
  });
});
