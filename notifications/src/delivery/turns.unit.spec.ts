import { testLogger } from '@ticketing/common/testing';
import type { Redis } from 'ioredis';
import { rowOf } from '../intake/store-rows';
import { mailRequest } from '../testing/stored';
import { Turns } from './turns';

const limit = { perMinute: 10, burst: 2 };
const rows = (...receivers: string[]) =>
  receivers.map((receiver) => ({ row: rowOf(mailRequest({ receiver }), new Date()), receiver }));

describe('while Redis is away', () => {
  it.each<[string, Partial<Redis>]>([
    ['is not connected', { status: 'reconnecting' }],
    ['fails', { status: 'ready', eval: () => Promise.reject(new Error('away')) }],
    ['does not answer', { status: 'ready', eval: () => new Promise(() => undefined) }],
  ])('and %s, the process keeps the limit by itself', async (_how, redis) => {
    const turns = new Turns(redis as Redis, limit, testLogger);
    expect(await turns.take('EMAIL', rows('a@x.com', 'A@x.com', 'b@x.com'))).toEqual([0, 0, 0]);
    const [a, b, c] = await turns.take('EMAIL', rows('a@x.com', 'b@x.com', 'b@x.com'));
    expect([Math.round((a ?? 0) / 1000), b, Math.round((c ?? 0) / 1000)]).toEqual([6, 0, 6]);
    expect(await turns.take('SMS', rows('a@x.com'))).toEqual([0]);
  });
});

describe('a turn', () => {
  it('is kept: one that was put off asks for no other', async () => {
    const turns = new Turns({ status: 'end' } as Redis, { perMinute: 10, burst: 1 }, testLogger);
    const [first, second] = rows('a@x.com', 'a@x.com');
    if (!first || !second) throw new Error('two rows are needed');
    second.row.permit = true;
    expect(await turns.take('EMAIL', [first, second])).toEqual([0, 0]);
  });

  it('is always there without a limit', async () => {
    const turns = new Turns({ status: 'end' } as Redis, { perMinute: 0, burst: 1 }, testLogger);
    expect(await turns.take('EMAIL', rows('a@x.com', 'a@x.com'))).toEqual([0, 0]);
  });
});
