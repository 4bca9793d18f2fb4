import { sep } from 'node:path';
import { loadCompiled } from './load-compiled';

type Choose = (payment: object, ...rest: unknown[]) => Promise<unknown>;

// Others have models of the same names.
if (process.argv[1]?.includes(`${sep}payments${sep}`)) {
  const paidPlaces = loadCompiled<{ choosePaidPlaces: Choose }>('payments/dist/attempts/paid-places.js');
  const { choosePaidPlaces } = paidPlaces;
  /** Nobody remembers which places were given back before. */
  paidPlaces.choosePaidPlaces = (payment, ...rest) =>
    choosePaidPlaces({ ...payment, refundedPlaces: [] }, ...rest);
}
