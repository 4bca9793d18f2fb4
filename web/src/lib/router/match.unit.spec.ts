import { emailIn, safeNext, signInFrom } from './routes';
import { isActive, matchPath } from './match';

describe('a path', () => {
  it('matches its pattern, with its parameters', () => {
    expect(matchPath('/tickets/:id/edit', '/tickets/a%20b/edit')).toEqual({ id: 'a b' });
    expect(matchPath('/', '/')).toEqual({});
    expect(matchPath('/orders', '/orders/')).toEqual({});
  });

  it('doesn’t match another', () => {
    expect(matchPath('/tickets/:id', '/tickets')).toBeNull();
    expect(matchPath('/tickets/:id', '/tickets/1/edit')).toBeNull();
    expect(matchPath('/sell', '/Sell')).toBeNull();
  });

  it('survives a broken escape', () => {
    expect(matchPath('/tickets/:id', '/tickets/%E0%A4%A')).toEqual({ id: '%E0%A4%A' });
  });

  it('marks its link, and those above it', () => {
    expect(isActive('/orders', '/orders/1', false)).toBe(true);
    expect(isActive('/orders', '/orders-of-old', false)).toBe(false);
    expect(isActive('/', '/orders', true)).toBe(false);
  });
});

describe('the way back after signing in', () => {
  it('leads to the page one came from', () => {
    expect(signInFrom('/orders?a=b')).toBe('/signin?next=%2Forders%3Fa%3Db');
    expect(signInFrom('/')).toBe('/signin');
    expect(safeNext('/orders?a=b')).toBe('/orders?a=b');
  });

  it('hands an address on where no server reads it', () => {
    const { search, hash } = new URL(signInFrom('/orders', 'a+b@example.com'), 'https://own.example');
    expect(search).toBe('?next=%2Forders');
    expect(emailIn(hash)).toBe('a+b@example.com');
    expect([emailIn(''), emailIn('#main'), emailIn('#email=%E0%A4%A')]).toEqual(['', '', '']);
  });

  it.each([
    '//elsewhere.example',
    'https://elsewhere.example',
    '/\\elsewhere.example',
    '/\t/elsewhere.example',
    '/\n\\elsewhere.example',
    '/.//elsewhere.example',
    'orders',
    'javascript:alert(1)',
    null,
  ])('never leads away from the site: %s', (next) => {
    expect(safeNext(next)).toBe('/');
  });
});
