import mongoose from 'mongoose';
import { toHttpError } from './map-error';
import { isUnavailable } from './server-away';
import { classifyFailure } from '../messaging';

const named = (name: string, extra: object = {}) => Object.assign(new Error('x'), { name }, extra);
const { MongoServerError } = mongoose.mongo;

describe('a server that is away', () => {
  it.each([
    ['no server to be found', named('MongoServerSelectionError')],
    ['a Redis that gave up', named('MaxRetriesPerRequestError')],
    ['a Redis that is away', new Error('Connection is closed.')],
    ['a refused connection', named('Error', { code: 'ECONNREFUSED' })],
    ['operations that waited', named('MongooseError', { message: 'Operation `x` buffering timed out' })],
    ['a transaction that lost', new MongoServerError({ errorLabels: ['TransientTransactionError'] })],
    ['a commit without an end', new MongoServerError({ errorLabels: ['UnknownTransactionCommitResult'] })],
    ['a write that too few have', new MongoServerError({ message: 'x', code: 64 })],
    ['a primary that steps down', new MongoServerError({ message: 'x', code: 189 })],
    ['one that is no primary', new MongoServerError({ message: 'x', code: 10107 })],
    ['a shutdown', new MongoServerError({ message: 'x', code: 11600 })],
    ['a change of roles', new MongoServerError({ message: 'x', code: 11602 })],
    ['a secondary', new MongoServerError({ message: 'x', code: 13435 })],
    ['one that recovers', new MongoServerError({ message: 'x', code: 13436 })],
  ])('is told alike over HTTP and to the broker: %s', (_what, error) => {
    expect(isUnavailable(error)).toBe(true);
    expect(toHttpError(error).status).toBe(503);
    expect(classifyFailure(error)).toBe('unavailable');
  });

  it.each([
    ['a fault of the library’s user', named('MongooseError')],
    ['an error of the server without a label', new MongoServerError({ errorLabels: [] })],
    ['a duplicate key', new MongoServerError({ message: 'x', code: 11000 })],
    ['a text', 'MongoNetworkError'],
    ['nothing', null],
  ])('is not %s', (_what, error) => {
    expect(isUnavailable(error)).toBe(false);
    expect(toHttpError(error).status).toBe(500);
  });
});
