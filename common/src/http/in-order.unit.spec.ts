import express, { type RequestHandler } from 'express';
import request from 'supertest';
import { inOrder } from './in-order';

describe('handlers in order', () => {
  const answer = async (...handlers: RequestHandler[]): Promise<string> => {
    const app = express();
    app.use(inOrder(...handlers));
    app.use((_req, res) => void res.send(`passed ${String(res.locals['trail'])}`));
    app.use(
      ((error: Error, _req, res, _next) =>
        void res.send(`failed: ${error.message}`)) satisfies express.ErrorRequestHandler,
    );
    return (await request(app).get('/')).text;
  };
  const step =
    (name: string): RequestHandler =>
    (_req, res, next) => {
      res.locals['trail'] = `${String(res.locals['trail'] ?? '')}${name}`;
      next();
    };

  const later: RequestHandler = (_req, _res, next) => void setImmediate(() => next());

  it('run one after the other, and then what comes after them', async () => {
    expect(await answer(step('a'), step('b'), step('c'))).toBe('passed abc');
  });

  it('end with the one that answers', async () => {
    expect(await answer(step('a'), (_req, res) => void res.send('done'), step('c'))).toBe('done');
  });

  it.each<[string, RequestHandler]>([
    ['passes an error on', (_req, _res, next) => next(new Error('no'))],
    ['passes one on later', (_req, _res, next) => void setImmediate(() => next(new Error('no')))],
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no'))],
  ])('end with the one that %s', async (_how, failing) => {
    expect(await answer(later, failing, step('c'))).toBe('failed: no');
    expect(await answer(step('a'), failing, step('c'))).toBe('failed: no');
  });
});
