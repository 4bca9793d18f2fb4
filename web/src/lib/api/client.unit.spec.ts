import {
  newIdempotencyKey,
  retryOn404,
  request,
  requestPage,
  setActingUser,
  setSessionRenewal,
  withQuery,
} from './client';
import { ApiError, NetworkError, TimeoutError } from './errors';
import { fillPath } from './typed';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(body === undefined ? null : JSON.stringify(body), { status, headers });
const gone = answer(503, { errors: [{ message: 'draining' }] }, { 'retry-after': '2' });

describe('a request', () => {
  const sent = jest.spyOn(globalThis, 'fetch');
  beforeEach(() => sent.mockReset());
  afterAll(() => sent.mockRestore());

  it('sends the body as JSON and gives the answer', async () => {
    sent.mockResolvedValueOnce(answer(201, { id: '1' }));
    await expect(
      request('POST', '/api/x', { body: { a: 1 }, headers: { 'idempotency-key': 'k' } }),
    ).resolves.toEqual({
      id: '1',
    });
    expect(sent).toHaveBeenCalledWith(
      '/api/x',
      expect.objectContaining({
        method: 'POST',
        body: '{"a":1}',
        credentials: 'same-origin',
        headers: { accept: 'application/json', 'content-type': 'application/json', 'idempotency-key': 'k' },
      }),
    );
  });

  it('names the user that the page shows, but not when it asks who that is', async () => {
    setActingUser('ben');
    sent.mockImplementation(() => Promise.resolve(answer(204, undefined)));
    await request('POST', '/api/orders');
    await request('GET', '/api/users/currentuser');
    setActingUser(undefined);
    expect(sent.mock.calls.map(([, init]) => new Headers(init?.headers).get('x-acting-user'))).toEqual([
      'ben',
      null,
    ]);
  });

  it('has the session looked at when it is another user’s by now', async () => {
    const looked = jest.fn(() => Promise.resolve(false));
    setSessionRenewal(looked);
    sent.mockResolvedValueOnce(answer(409, { errors: [{ message: 'other', code: 'other_account' }] }));
    await expect(request('GET', '/api/x')).rejects.toBeInstanceOf(ApiError);
    setSessionRenewal(() => Promise.resolve(false));
    expect(looked).toHaveBeenCalledTimes(1);
  });

  it('resolves to undefined for an empty answer', async () => {
    sent.mockResolvedValueOnce(answer(204, undefined));
    await expect(request('DELETE', '/api/x')).resolves.toBeUndefined();
  });

  it('asks again for what it only reads while the server is away', async () => {
    sent.mockResolvedValueOnce(gone.clone()).mockResolvedValueOnce(answer(200, [1]));
    await expect(request('GET', '/api/x')).resolves.toEqual([1]);
    expect(sent).toHaveBeenCalledTimes(2);
  });

  it('never repeats a write by itself', async () => {
    sent.mockResolvedValueOnce(gone.clone());
    await expect(request('POST', '/api/x', { body: {} })).rejects.toMatchObject({
      status: 503,
      retryAfterSeconds: 2,
    });
    expect(sent).toHaveBeenCalledTimes(1);
  });

  it('tells a network error from an answer', async () => {
    sent.mockRejectedValueOnce(new TypeError('Failed to fetch'));
    await expect(request('POST', '/api/x', { body: {} })).rejects.toBeInstanceOf(NetworkError);
  });

  it('asks again for a write that may be done twice, and for no other', async () => {
    sent.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValueOnce(answer(200, [1]));
    await expect(request('POST', '/api/x', { repeatable: true })).resolves.toEqual([1]);
    sent.mockResolvedValueOnce(answer(503, {}));
    await expect(request('POST', '/api/x')).rejects.toMatchObject({ status: 503 });
    expect(sent).toHaveBeenCalledTimes(3);
  });

  it('gives up what isn’t answered in time, and doesn’t ask a hanging service again', async () => {
    sent.mockImplementation(
      (_url, init) =>
        new Promise((_, reject) => {
          init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
        }),
    );
    await expect(request('GET', '/api/x', { timeoutMs: 20 })).rejects.toBeInstanceOf(TimeoutError);
    sent.mockResolvedValue(answer(504, { errors: [{ message: 'No answer in time' }] }));
    await expect(request('GET', '/api/x')).rejects.toMatchObject({ status: 504 });
    expect(sent).toHaveBeenCalledTimes(2);
  });

  it('takes an answer whose body breaks off for a lost one', async () => {
    const broken = (): Response =>
      new Response(new ReadableStream({ pull: (body) => body.error(new TypeError('network error')) }), {
        status: 201,
      });
    sent.mockResolvedValueOnce(broken());
    await expect(request('POST', '/api/x', { body: {} })).rejects.toBeInstanceOf(NetworkError);
    sent.mockResolvedValueOnce(broken()).mockResolvedValueOnce(answer(200, [1]));
    await expect(requestPage('/api/x')).resolves.toEqual({ items: [1], next: null });
  });

  it('tells the session of a 401, and keeps what else the body says', async () => {
    const unauthorized = jest.fn(() => Promise.resolve(false));
    setSessionRenewal(unauthorized);
    sent.mockResolvedValueOnce(
      answer(401, { errors: [{ message: 'Not authorized' }], current: { version: 3 } }),
    );
    const error = await request('GET', '/api/x').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 401, body: { current: { version: 3 } } });
    expect(unauthorized).toHaveBeenCalledTimes(1);
  });

  it('is sent again with a new token while the session of the user shown lives', async () => {
    setActingUser('u1');
    const refused = (): Response => answer(401, { errors: [{ message: 'no', code: 'not_authorized' }] });
    sent
      .mockResolvedValueOnce(refused())
      .mockResolvedValueOnce(answer(200, { currentUser: { id: 'u1' } }))
      .mockResolvedValueOnce(answer(200, { id: '1' }));
    await expect(request('GET', '/api/x')).resolves.toEqual({ id: '1' });
    sent.mockResolvedValueOnce(refused()).mockResolvedValueOnce(answer(200, { currentUser: null }));
    await expect(request('GET', '/api/x')).rejects.toMatchObject({ status: 401 });
    setActingUser(undefined);
  });

  it('sends a write again, once, when the session that had ended is renewed', async () => {
    const renew = jest.fn(() => Promise.resolve(true));
    setSessionRenewal(renew);
    const refused = (): Response => answer(401, { errors: [{ message: 'no', code: 'not_authorized' }] });
    sent.mockResolvedValueOnce(refused()).mockResolvedValueOnce(answer(201, { id: '1' }));
    await expect(request('POST', '/api/x', { body: { a: 1 } })).resolves.toEqual({ id: '1' });
    expect(sent.mock.calls.map(([, init]) => init?.body)).toEqual(['{"a":1}', '{"a":1}']);
    sent.mockResolvedValueOnce(refused()).mockResolvedValueOnce(refused());
    await expect(request('POST', '/api/x')).rejects.toMatchObject({ status: 401 });
    expect(renew).toHaveBeenCalledTimes(2);
    setSessionRenewal(() => Promise.resolve(false));
  });

  it('gives a page with the way to the next', async () => {
    sent.mockResolvedValueOnce(answer(200, [{ id: 1 }], { link: '</api/x?after=b>; rel="next"' }));
    await expect(requestPage('/api/x')).resolves.toEqual({ items: [{ id: 1 }], next: '/api/x?after=b' });
  });
});

describe('asking until it is known', () => {
  it('goes on after a 404, and only after that', async () => {
    const missing = new ApiError(404, [{ message: 'There is no such order' }]);
    const ask = jest.fn().mockRejectedValueOnce(missing).mockResolvedValueOnce('paid');
    await expect(retryOn404(ask)).resolves.toBe('paid');
    const refused = jest.fn().mockRejectedValue(new ApiError(400, [{ message: 'declined' }]));
    await expect(retryOn404(refused)).rejects.toMatchObject({ status: 400 });
    expect(refused).toHaveBeenCalledTimes(1);
  });
});

describe('addresses', () => {
  it('leave out what isn’t set in a query', () => {
    expect(withQuery('/a', { q: 'x y', min: 0, none: undefined, empty: '' })).toBe('/a?q=x+y&min=0');
    expect(withQuery('/a?b=1', { c: true })).toBe('/a?b=1&c=true');
    expect(withQuery('/a')).toBe('/a');
  });

  it('escape what is filled into a path', () => {
    expect(fillPath('/a/{id}/b/{other}', { id: '../x', other: '1' })).toBe('/a/..%2Fx/b/1');
  });

  it('have keys that differ', () => {
    const keys = new Set(Array.from({ length: 100 }, newIdempotencyKey));
    expect(keys.size).toBe(100);
    expect([...keys][0]).toMatch(/^[0-9a-f]{32}$/);
  });
});
