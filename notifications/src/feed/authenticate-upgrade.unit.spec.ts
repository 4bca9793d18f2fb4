import { TokenVerifier } from '@ticketing/common/http';
import { signin, testJwtKey, testToken } from '@ticketing/common/testing';
import { endOf, isOwnOrigin, tokenOf, userOfUpgrade } from './authenticate-upgrade';

const verifier = new TokenVerifier(testJwtKey);

describe('the user of an upgrade', () => {
  it.each([
    ['a bearer token', { authorization: `Bearer ${testToken({ id: 'u1' })}` }],
    ['x-access-token', { 'x-access-token': testToken({ id: 'u1' }) }],
    ['the cookie', { cookie: `theme=dark; ${signin({ id: 'u1' })[0]}; other=1` }],
  ])('is known by %s', (_way, headers) => {
    expect(userOfUpgrade({ headers }, verifier)?.user.id).toBe('u1');
  });

  it.each([
    ['nothing', {}],
    ['a foreign key', { authorization: `Bearer ${testToken({}, 'another key')}` }],
    ['a cookie that is none', { cookie: 'session=nonsense' }],
    ['a cookie of another name', { cookie: `xsession=${signin()[0]?.slice(8)}` }],
  ])('is not known by %s', (_way, headers) => {
    expect(userOfUpgrade({ headers }, verifier)).toBeUndefined();
  });

  it('keeps its session until the token ends', () => {
    const left = endOf(testToken()) - Date.now();
    expect(left).toBeGreaterThan(11 * 3_600_000);
    expect(left).toBeLessThanOrEqual(12 * 3_600_000);
    expect(endOf('x')).toBe(Infinity);
    expect(endOf(tokenOf({ headers: {} }))).toBe(Infinity);
  });
});

describe('the origin of an upgrade', () => {
  const host = 'tickets.example:8080';
  it.each([
    ['none, as of programs', { host }, true],
    ['its own', { host, origin: 'http://tickets.example:8080' }, true],
    [
      'its own behind a proxy',
      { host: 'pod:3000', 'x-forwarded-host': host, origin: `https://${host}` },
      true,
    ],
    ['an allowed one', { host, origin: 'https://app.example' }, true],
    ['a foreign one', { host, origin: 'https://evil.example' }, false],
    ['one on another port', { host, origin: 'http://tickets.example' }, false],
    ['null', { host, origin: 'null' }, false],
  ])('%s', (_which, headers, own) => {
    expect(isOwnOrigin({ headers }, ['https://app.example'])).toBe(own);
  });
});
