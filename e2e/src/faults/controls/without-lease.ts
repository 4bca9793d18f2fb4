import { loadCompiled } from './load-compiled';

interface Claimed {
  token: string;
}

interface Claimer {
  collection: { updateMany(filter: object, update: object): Promise<unknown> };
  claim(type: string, limit: number): Promise<Claimed>;
}

/** What a worker takes stays due for all others. */
const { prototype } = loadCompiled<{ Claimer: { prototype: Claimer } }>(
  'notifications/dist/delivery/claimer.js',
).Claimer;
// eslint-disable-next-line @typescript-eslint/unbound-method -- called with its own `this` below
const { claim } = prototype;
prototype.claim = async function (this: Claimer, type, limit) {
  const claimed = await claim.call(this, type, limit);
  await this.collection.updateMany(
    { claim: claimed.token },
    { $set: { dueAt: new Date(0), status: 'ACCEPTED' } },
  );
  return claimed;
};
