import { type Figure, median, round } from '../figure';
import { auditOutbox } from '../parts/audit';
import { load } from '../parts/load';
import { pairs } from '../parts/pairs';
import { listTicket } from '../parts/requests';
import { someTicket } from '../parts/tickets';

const DATABASE = 'bench_workers';
const SECONDS = 2;

/** What a second worker of one service brings, with the load and the servers on the same cores. */
export const workers: Figure = {
  name: 'workers',
  title: 'tickets with WEB_CONCURRENCY 2 beside 1: showing and creating',
  async measure(rig) {
    const one = await rig.service('tickets', DATABASE);
    const two = await rig.service('tickets', DATABASE, { WEB_CONCURRENCY: '2' });
    const connection = await rig.database(DATABASE);
    const authorization = rig.bearer();
    const id = await listTicket(one.url, authorization);
    let failed = 0;
    const ask = async (base: string, create: boolean): Promise<number> => {
      const done = await load({
        seconds: SECONDS,
        ...(create
          ? { url: `${base}/api/tickets`, method: 'POST', headers: { authorization }, body: someTicket }
          : { url: `${base}/api/tickets/${id}` }),
      });
      failed += done.failed;
      return done.rate;
    };
    for (const { url } of [one, two]) for (const create of [false, true]) await ask(url, create);
    const [shown, created] = [false, true].map(
      (create) => () =>
        pairs(
          rig.rounds,
          () => ask(two.url, create),
          () => ask(one.url, create),
        ),
    );
    const rounds = await shown!();
    const creating = await created!();
    return {
      unit: 'GET requests/s',
      rounds,
      goal: 'at least',
      against: 'the same service with one worker',
      violations: failed + (await auditOutbox(connection, 'tickets', 'ticket')),
      details: {
        'POST requests/s, two workers': round(median(creating.map(({ ours }) => ours))),
        'POST requests/s, one worker': round(median(creating.map(({ reference }) => reference))),
      },
    };
  },
};
