import { loadCompiled } from './load-compiled';

type Work = (session: unknown) => Promise<unknown>;

interface Committing {
  options: { connection: { getClient(): { withSession(work: Work): Promise<unknown> } } };
  commit(work: Work): Promise<unknown>;
}

/** Each write stands by itself: what was written before one that fails stays. */
const { Outbox } = loadCompiled<{ Outbox: { prototype: Committing } }>('common/dist/outbox/outbox.js');
Outbox.prototype.commit = function (this: Committing, work) {
  return this.options.connection.getClient().withSession(work);
};
