import type { Request, Response } from 'express';
import { z } from 'zod';
import { RequestValidationError } from '../errors';
import { cutPage, decodeCursor, encodeCursor, parseAfter, parsePage, sendPage } from './pagination';
import { parseObjectId } from '../forms';

const id = '665f1f77bcf86cd799439011';
const catchFault = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return error instanceof RequestValidationError ? error.serializeErrors()[0]?.field : error;
  }
};

describe('a page', () => {
  it('has 20 rows from the start, unless asked otherwise', () => {
    expect(parsePage({ query: {} })).toEqual({ limit: 20 });
    expect(parsePage({ query: { limit: '100', after: encodeCursor(id) } })).toEqual({
      limit: 100,
      after: id,
    });
  });

  it.each(['0', '101', '-1', '1.5', 'x', '', '1e1', ['1', '2'], { $gt: '1' }])(
    'is 400 for the limit %j',
    (limit) => {
      expect(catchFault(() => parsePage({ query: { limit } }))).toBe('limit');
    },
  );

  it.each(['', '!', 'a', 'x'.repeat(2_000), ['a', 'b'], { $gt: '' }])('is 400 for the cursor %j', (after) => {
    expect(catchFault(() => parsePage({ query: { after } }))).toBe('after');
  });

  it('is 400 for a cursor of another list', () => {
    const query = { after: encodeCursor('not an id') };
    expect(catchFault(() => parsePage({ query }, { readAfter: parseObjectId }))).toBe('after');
    expect(parsePage({ query: { after: encodeCursor(id) } }, { readAfter: parseObjectId }).after).toBe(id);
  });

  it('may begin after a position of several parts', () => {
    const schema = z.tuple([z.number(), z.string()]);
    expect(parseAfter({ limit: 1, after: JSON.stringify([9.5, id]) }, schema)).toEqual([9.5, id]);
    expect(parseAfter({ limit: 1 }, schema)).toBeUndefined();
    expect(catchFault(() => parseAfter({ limit: 1, after: '{"$gt":1}' }, schema))).toBe('after');
    expect(catchFault(() => parseAfter({ limit: 1, after: 'no JSON' }, schema))).toBe('after');
  });

  it('links to the next with the other parameters kept', () => {
    const res = { json: jest.fn(), setHeader: jest.fn() };
    const req = { originalUrl: '/api/tickets?q=a%20b&limit=2&after=old' };
    sendPage(req as Request, res as unknown as Response, [1, 2], { nextAfter: 'ü' });
    const link = (res.setHeader.mock.calls as string[][])[0]?.[1] ?? '';
    const next = new URL(/^<(.*)>; rel="next"$/.exec(link)?.[1] ?? '', 'http://x');
    expect(next.pathname).toBe('/api/tickets');
    expect(next.searchParams.get('q')).toBe('a b');
    expect(next.searchParams.get('limit')).toBe('2');
    expect(decodeCursor(next.searchParams.get('after') ?? '')).toBe('ü');
    expect(res.json).toHaveBeenCalledWith([1, 2]);
  });

  it('has no link when it is the last', () => {
    const res = { json: jest.fn(), setHeader: jest.fn() };
    sendPage({ originalUrl: '/' } as Request, res as unknown as Response, []);
    expect(res.setHeader).not.toHaveBeenCalled();
  });

  it('is cut from one row more than asked for', () => {
    expect(cutPage([1, 2, 3], 2, String)).toEqual({ items: [1, 2], nextAfter: '2' });
    expect(cutPage([1, 2], 2, String)).toEqual({ items: [1, 2] });
    expect(cutPage([], 2, String)).toEqual({ items: [] });
  });
});
