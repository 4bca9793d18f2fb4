import mongoose from 'mongoose';
import { ConflictError } from '../errors';
import { classifyFailure, GapError } from './errors';

const named = (name: string): Error => Object.assign(new Error('x'), { name });
const coded = (code: string | number): Error => Object.assign(new Error('x'), { code });

describe('classifyFailure', () => {
  it('knows a gap', () => {
    expect(classifyFailure(new GapError({ aggregate: 'order:1', version: 0 }))).toBe('gap');
  });

  it.each([
    ['a write conflict', coded(112)],
    ['a duplicate key', coded(11000)],
    ['a version that moved on', named('VersionError')],
    ['a document that moved on', named('DocumentNotFoundError')],
  ])('takes %s for a conflict', (_what, error) => {
    expect(classifyFailure(error)).toBe('conflict');
  });

  it.each([
    ['a refused connection', coded('ECONNREFUSED')],
    ['no server to be found', named('MongoServerSelectionError')],
    ['a primary that steps down', coded(189)],
    ['a Redis that is away', new Error('Connection is closed.')],
    [
      'operations that wait for a connection',
      new mongoose.MongooseError('Operation `x` buffering timed out after 5ms'),
    ],
    [
      'a transaction that may be tried again',
      new mongoose.mongo.MongoServerError({ message: 'x', errorLabels: ['TransientTransactionError'] }),
    ],
  ])('takes %s for a server that is unavailable', (_what, error) => {
    expect(classifyFailure(error)).toBe('unavailable');
  });

  it.each([
    ['an error', new Error('x')],
    ['a bug', new TypeError('x')],
    ['a rule that forbids it', new ConflictError('x')],
    ['a thrown text', 'x'],
    ['nothing', undefined],
  ])('takes %s for a failure of the handler', (_what, error) => {
    expect(classifyFailure(error)).toBe('failed');
  });
});
