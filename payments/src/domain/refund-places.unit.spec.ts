import fc from 'fast-check';
import { choosePlaces, type PaidPlace } from './refund-places';

const states = ['kept', 'listed', 'being-bought', 'resold', 'refunded'] as const;
const tickets = ['a', 'b'] as const;

/** Places of two tickets; those of the first have labels. */
const paidPlaces = fc
  .uniqueArray(
    fc.record({
      ticketId: fc.constantFrom(...tickets),
      place: fc.nat(9),
      cents: fc.integer({ min: 50, max: 10_000 }),
      state: fc.constantFrom(...states),
    }),
    { minLength: 1, maxLength: 10, selector: ({ ticketId, place }) => `${ticketId}#${place}` },
  )
  .map((places): PaidPlace[] =>
    places.map((place) => ({ ...place, seat: place.ticketId === 'a' ? `A${place.place}` : undefined })),
  );

const wantedPlaces = fc.array(
  fc.oneof(
    fc.record({ ticketId: fc.constantFrom(...tickets), quantity: fc.integer({ min: 1, max: 4 }) }),
    fc.record({
      ticketId: fc.constant('a'),
      seats: fc.uniqueArray(
        fc.nat(9).map((n) => `A${n}`),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  ),
  { minLength: 1, maxLength: 3 },
);

it('chooses each place once, only what can go back, and knows when nothing is left', () => {
  fc.assert(
    fc.property(paidPlaces, wantedPlaces, (paid, wanted) => {
      const choice = choosePlaces(paid, wanted);
      if ('refused' in choice) return;
      const { places, isRest } = choice;
      expect(new Set(places).size).toBe(places.length);
      expect(places.every(({ state }) => state === 'kept' || state === 'listed')).toBe(true);
      const left = paid.filter((place) => !places.includes(place));
      expect(isRest).toBe(left.every(({ state }) => state === 'resold' || state === 'refunded'));
    }),
  );
});

it('chooses as many as are asked for, or says that there are fewer', () => {
  fc.assert(
    fc.property(paidPlaces, fc.integer({ min: 1, max: 10 }), (paid, quantity) => {
      const own = paid.filter(({ ticketId }) => ticketId === 'b');
      const free = own.filter(({ state }) => state === 'kept' || state === 'listed').length;
      const choice = choosePlaces(paid, [{ ticketId: 'b', quantity }]);
      if (own.length === 0) expect(choice).toEqual({ refused: 'not-ordered' });
      else if (free < quantity) expect(choice).toHaveProperty('refused');
      else expect('places' in choice ? choice.places.length : choice).toBe(quantity);
    }),
  );
});
