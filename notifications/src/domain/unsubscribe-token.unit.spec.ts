import { readUnsubscription, signUnsubscription } from './unsubscribe-token';

const what = { userId: 'u1', kind: 'order', channel: 'EMAIL' } as const;
const token = signUnsubscription(what, 'key');

describe('a token of a link that unsubscribes', () => {
  it('tells what it was made for', () => expect(readUnsubscription(token, 'key')).toEqual(what));

  it.each([
    ['another key', token, 'other'],
    [
      'another payload',
      signUnsubscription({ ...what, userId: 'u2' }, 'key').split('.')[0] + '.' + token.split('.')[1],
      'key',
    ],
    ['no signature', token.split('.')[0] ?? '', 'key'],
    ['an addition', `${token}.x`, 'key'],
    ['nothing', '', 'key'],
  ])('is refused with %s', (_why, given, key) => expect(readUnsubscription(given, key)).toBeUndefined());

  it('is refused for what is essential', () => {
    expect(
      readUnsubscription(signUnsubscription({ ...what, kind: 'support' }, 'key'), 'key'),
    ).toBeUndefined();
  });
});
