import { ApiError, NetworkError, errorsByField, isTemporary, isUnsettled, parseErrorBody } from './errors';

describe('an error body', () => {
  it('is read in the services’ format', () => {
    const errors = [{ message: 'title is required', field: 'title' }];
    expect(parseErrorBody(400, { errors })).toEqual(errors);
  });

  it('is told in our words when it comes from a proxy, or is empty', () => {
    expect(parseErrorBody(502, undefined)[0]?.message).toContain('isn’t available');
    expect(parseErrorBody(404, { errors: [] })[0]?.message).toBe('Not found.');
    expect(parseErrorBody(500, '<html>')[0]?.message).toContain('went wrong');
  });
});

describe('errors of a form', () => {
  it('stand at their fields, and the others together', () => {
    const error = new ApiError(400, [
      { message: 'too long', field: 'title' },
      { message: 'no control characters', field: 'title' },
      { message: 'unknown', field: 'elsewhere' },
      { message: 'and this' },
    ]);
    expect(errorsByField(error, ['title', 'price'])).toEqual({
      title: 'too long no control characters',
      '': 'unknown and this',
    });
  });

  it('say that the server can’t be reached', () => {
    expect(errorsByField(new NetworkError(), ['title'])).toEqual({
      '': 'The server can’t be reached. Check your connection.',
    });
  });

  it('show nothing of what is not ours', () => {
    expect(errorsByField(new TypeError('x is undefined'), [])).toEqual({
      '': 'Something went wrong. Try again.',
    });
  });
});

describe('a temporary error', () => {
  it('is one that waiting may help against', () => {
    const statuses = [400, 401, 404, 409, 422, 429, 500, 502, 503, 504];
    expect(statuses.filter((status) => isTemporary(new ApiError(status, [])))).toEqual([429, 502, 503, 504]);
    expect(isTemporary(new NetworkError())).toBe(true);
  });
});

describe('a wish whose outcome isn’t known', () => {
  const failed = (status: number, code?: string): ApiError =>
    new ApiError(status, [{ message: 'no', ...(code !== undefined && { code }) }]);

  it.each([
    ['no answer came', new NetworkError()],
    ['the first try is still being handled', failed(409, 'idempotency_in_flight')],
    ['the service failed on the way', failed(500)],
    ['the service is away', failed(503)],
  ])('is not settled when %s', (_what, error) => expect(isUnsettled(error)).toBe(true));

  it.each([
    ['it was refused', failed(400)],
    ['something else was changed meanwhile', failed(409, 'conflict')],
    ['nobody is signed in', failed(401)],
  ])('is settled when %s', (_what, error) => expect(isUnsettled(error)).toBe(false));

  it('is told without naming headers', () => {
    const errors = [{ message: 'A request with this Idempotency-Key …', code: 'idempotency_in_flight' }];
    expect(parseErrorBody(409, { errors })[0]?.message).toContain('still being handled');
  });
});
