import fc from 'fast-check';
import { formatSeats, parseSeats, toRows } from './seat-labels';

describe('labels of seats', () => {
  it('are read from ranges and single ones, in their order', () => {
    expect(parseSeats('A1-A3, B9–11\nBox')).toEqual(['A1', 'A2', 'A3', 'B9', 'B10', 'B11', 'Box']);
    expect(parseSeats('1-3')).toEqual(['1', '2', '3']);
    expect(parseSeats('')).toEqual([]);
  });

  it('are refused when one comes twice, is too long, or a range runs backwards or away', () => {
    for (const typed of ['A1, A1', 'A1-A3, A2', 'A3-A1', 'A1-A99999', 'x'.repeat(17)])
      expect([typed, parseSeats(typed)]).toEqual([typed, null]);
  });

  it('are written as they are typed, by ranges', () => {
    expect(formatSeats(['A1', 'A2', 'A3', 'B9', 'B10', 'Box', 'A5', 'A07'])).toBe(
      'A1-A3, B9-B10, Box, A5, A07',
    );
    expect(formatSeats([])).toBe('');
  });

  it('are shown by rows', () => {
    expect(toRows(['A1', 'A2', 'B1', 'Box', 'A10'])).toEqual([
      { name: 'A', seats: ['A1', 'A2', 'A10'] },
      { name: 'B', seats: ['B1'] },
      { name: '', seats: ['Box'] },
    ]);
  });
});

describe('any seats', () => {
  const rows = fc.uniqueArray(
    fc.record({
      row: fc.stringMatching(/^[A-Z]{1,2}$/),
      first: fc.nat(50),
      count: fc.integer({ min: 1, max: 40 }),
    }),
    { minLength: 1, maxLength: 6, selector: ({ row }) => row },
  );

  it('are as many as were typed, each in the row that it was typed in', () => {
    fc.assert(
      fc.property(rows, (typed) => {
        const text = typed
          .map(({ row, first, count }) => `${row}${first}-${row}${first + count - 1}`)
          .join(', ');
        const seats = parseSeats(text)!;
        expect(toRows(seats)).toEqual(
          typed.map(({ row, first, count }) => ({
            name: row,
            seats: Array.from({ length: count }, (_, n) => `${row}${first + n}`),
          })),
        );
      }),
    );
  });
  it('are read as they were written', () => {
    const labels = fc.uniqueArray(fc.stringMatching(/^[A-Z]{0,2}[0-9]{0,3}$/).filter(Boolean), {
      maxLength: 40,
    });
    fc.assert(fc.property(labels, (seats) => expect(parseSeats(formatSeats(seats))).toEqual(seats)));
    fc.assert(
      fc.property(rows, (typed) => {
        const seats = typed.flatMap(({ row, first, count }) =>
          Array.from({ length: count }, (_, n) => `${row}${first + n}`),
        );
        expect(parseSeats(formatSeats(seats))).toEqual(seats);
        expect(formatSeats(seats).split(', ').length).toBeLessThanOrEqual(typed.length);
      }),
    );
  });
});
