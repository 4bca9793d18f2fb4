import { passwordFault } from './password-choice';

const owner = { email: 'ada.lovelace@example.com', name: 'Countess Ada' };

describe('a new password', () => {
  it.each([
    ['password', 'password_common'],
    ['12345678', 'password_common'],
    ['PassWord', 'password_common'],
    ['        ', 'password_common'],
    ['ada.lovelace@example.com', 'password_personal'],
    ['ADA.lovelace@Example.com', 'password_personal'],
    ['ada.lovelace', 'password_personal'],
    [' countess ada', 'password_personal'],
  ])('%j is refused as %s', (password, code) => expect(passwordFault(password, owner)?.code).toBe(code));

  it.each(['correct horse', 'aaaaaaab', 'ada.lovelace likes trains'])('%j is accepted', (password) =>
    expect(passwordFault(password, owner)).toBeUndefined(),
  );
});
