import { venue } from './fields';

const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const codes = letters.flatMap((first) => letters.map((second) => first + second));
const isTaken = (country: string) => venue.safeParse({ name: 'Hall', country }).success;

describe('the country of a venue', () => {
  it('is one of the 249 that ISO 3166-1 has assigned a code', () => {
    const taken = codes.filter(isTaken);
    expect(taken).toHaveLength(249);
    expect(taken).toEqual(expect.arrayContaining(['AQ', 'DE', 'GB', 'PS', 'SS', 'TW', 'UM']));
  });

  it.each(['ZZ', 'XK', 'EU', 'UN', 'UK', 'AN', 'AC', 'AA', 'DEU', 'D', 'D1'])('is none of %s', (code) => {
    expect(isTaken(code)).toBe(false);
  });

  it('is kept in capitals', () => {
    expect(venue.parse({ name: 'Hall', country: 'gb' })).toEqual({ name: 'Hall', country: 'GB' });
  });
});
