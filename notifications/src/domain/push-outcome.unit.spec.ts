import { outcomeOfNetworkError, outcomeOfStatus } from './push-outcome';

describe('an HTTP answer', () => {
  it.each([408, 429])('%i passes, and the provider is well', (status) => {
    expect(outcomeOfStatus(status, 'later', 30_000)).toEqual({
      kind: 'retry',
      code: String(status),
      error: 'later',
      failsProvider: false,
      retryAfterMs: 30_000,
    });
  });

  it.each([500, 502, 503, 504])('%i passes, and the provider fails', (status) => {
    expect(outcomeOfStatus(status, 'down')).toMatchObject({ kind: 'retry', failsProvider: true });
  });

  it.each([401, 403])('%i is a fault of the configuration, by which no message is lost', (status) => {
    expect(outcomeOfStatus(status, 'who?')).toMatchObject({ kind: 'retry', failsProvider: true });
  });

  it.each([301, 400, 404, 410, 422])('%i is for good', (status) => {
    expect(outcomeOfStatus(status, 'no')).toEqual({ kind: 'refused', code: String(status), error: 'no' });
  });
});

describe('a provider that cannot be reached', () => {
  it('is known by the code of the cause', () => {
    const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(outcomeOfNetworkError(new TypeError('fetch failed', { cause }))).toEqual({
      kind: 'retry',
      code: 'ECONNREFUSED',
      error: 'fetch failed',
      failsProvider: true,
    });
  });

  it('or by the name of the error', () => {
    const late = new DOMException('late', 'TimeoutError');
    expect(outcomeOfNetworkError(late)).toMatchObject({ code: 'TimeoutError', failsProvider: true });
  });
});
