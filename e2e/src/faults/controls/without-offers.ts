import { loadCompiled } from './load-compiled';

/** Nobody is seen to wait for the places that become free. */
const { WaitingEntry } = loadCompiled<{
  WaitingEntry: { distinct: () => { session: () => Promise<never[]> } };
}>('orders/dist/waiting/waiting-entry.js');
WaitingEntry.distinct = () => ({ session: () => Promise.resolve([]) });
