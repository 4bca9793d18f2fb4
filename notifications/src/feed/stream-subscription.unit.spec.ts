import type { RequestValidationError } from '@ticketing/common/errors';
import { parseStreamSubscription } from './stream-subscription';

const a = 'a'.repeat(24);
const b = 'b'.repeat(24);

describe('what a client wants to hear of', () => {
  it('is its own, from now on, unless it says more', () => {
    expect(parseStreamSubscription({})).toEqual({ tickets: [], rooms: [] });
  });

  it('is read from the query, each ticket once', () => {
    expect(
      parseStreamSubscription({ after: '7', tickets: `${a},${b},${a.toUpperCase()}`, rooms: a }),
    ).toEqual({
      after: 7,
      tickets: [a, b],
      rooms: [a],
    });
  });

  it('goes on from what a reconnecting browser sends, not from its old address', () => {
    expect(parseStreamSubscription({ after: '7' }, '9').after).toBe(9);
  });

  it.each([
    [{ after: '-1' }, undefined, 'after'],
    [{ after: ['1', '2'] }, undefined, 'after'],
    [{}, 'abc', 'Last-Event-ID'],
    [{ tickets: 'nonsense' }, undefined, 'tickets'],
    [{ tickets: [a, b] }, undefined, 'tickets'],
    [
      { rooms: Array.from({ length: 11 }, (_, n) => n.toString(16).padStart(24, '0')).join() },
      undefined,
      'rooms',
    ],
  ])('is refused, naming the field: %j %s', (query, header, field) => {
    expect.assertions(1);
    try {
      parseStreamSubscription(query, header);
    } catch (error) {
      expect((error as RequestValidationError).serializeErrors()).toEqual([
        expect.objectContaining({ field }),
      ]);
    }
  });
});
