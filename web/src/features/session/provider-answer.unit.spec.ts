import { readProviderAnswer } from './provider-answer';

describe('who comes back from a provider of identities', () => {
  it('brings nothing along when they never went there', () => {
    expect(readProviderAnswer('?next=%2Forders', '#email=ada%40example.com')).toEqual({});
  });

  it('is told why they were not let in', () => {
    expect(readProviderAnswer('?oidc=unverified', '').problem).toContain('confirm');
    expect(readProviderAnswer('?oidc=other', '').problem).toBe(
      readProviderAnswer('?oidc=failed', '').problem,
    );
  });

  it('is asked for the second step that their account has', () => {
    expect(readProviderAnswer('', '#challenge=abc&secondFactor=totp%2Crecovery%2Cx&next=%2Forders')).toEqual({
      asked: { challenge: 'abc', secondFactor: ['totp', 'recovery'] },
      next: '/orders',
    });
  });
});
