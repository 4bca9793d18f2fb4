import { dictionary } from '@zxcvbn-ts/language-common';
import { passwordFault } from './password-choice';

const owner = { email: 'ada.lovelace@example.com', name: 'Countess Ada' };

describe('a new password', () => {
  it('is none of thousands', () => {
    const common = dictionary['passwords-common'].slice(0, 10_000);
    expect(common).toHaveLength(10_000);
    expect(common.filter((password) => !passwordFault(password, owner))).toEqual([]);
  });

  it.each([
    ['password', 'password_common'],
    ['12345678', 'password_common'],
    ['PassWord', 'password_common'],
    ['        ', 'password_common'],
    ['password123', 'password_common'],
    ['Ticketing2026!', 'password_common'],
    ['ada.lovelace@example.com', 'password_personal'],
    ['ADA.lovelace@Example.com', 'password_personal'],
    ['ada.lovelace', 'password_personal'],
    [' countess ada', 'password_personal'],
    ['AdaLovelace1815', 'password_personal'],
  ])('%j is refused as %s', (password, code) => expect(passwordFault(password, owner)?.code).toBe(code));

  it.each(['correct horse', 'ticketing and horses', '4902 7711 3308', 'ada.lovelace likes trains'])(
    '%j is accepted',
    (password) => expect(passwordFault(password, owner)).toBeUndefined(),
  );
});
