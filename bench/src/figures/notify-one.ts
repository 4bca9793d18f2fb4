import { type Figure, pairs } from '../figure';
import { CostMeter } from '../parts/cost-meter';
import { CONNECTIONS, load, type LoadResult } from '../parts/load';
import { notification, startIntakes } from '../parts/notifications';

const DATABASE = 'bench_notify_one';
const PROCESSES = 2;

/** What it costs to take one notification in, durably and once per uuid. */
export const notifyOne: Figure = {
  name: 'notify-one',
  group: 'notifications',
  title: 'POST /notification, one a request, 50 connections, two processes',
  async measure(rig) {
    const intakes = await startIntakes(rig, DATABASE, PROCESSES);
    const rows = (await rig.database(DATABASE)).collection('notifications');
    const size = await answerSize(intakes[0]!);
    const bare = await Promise.all(
      intakes.map(() => rig.reference('references/bare-express.js', { REFERENCE_BYTES: String(size) })),
    );
    const ours = intakes.map(({ url, headers }) => ({ url: `${url}/notification`, headers }));
    const theirs = bare.map(({ url }, index) => ({ url: `${url}/parsed`, headers: ours[index]!.headers }));
    await loadAll(theirs, 2);
    await loadAll(ours, 2);
    let answered = 0;
    let failed = 0;
    const before = await rows.countDocuments();
    const cost = new CostMeter(rig);
    const measure = async (targets: Target[]): Promise<number> => {
      const ask = () => loadAll(targets, rig.seconds);
      const done = await (targets === ours ? cost.measure(ask, ({ succeeded }) => succeeded) : ask());
      failed += done.failed;
      if (targets === ours) answered += done.succeeded;
      return done.rate;
    };
    const rounds = await pairs(
      rig.rounds,
      () => measure(ours),
      () => measure(theirs),
    );
    const stored = (await rows.countDocuments()) - before;
    return {
      unit: 'requests/s',
      rounds,
      goal: 'at least',
      target: 0.6,
      against: `a bare Express route that parses the same JSON and answers ${size} bytes, two processes`,
      // An answer without a row; more rows may be stored, by requests under way when the load ended.
      details: { aim: 8_000, answered, stored, ...cost.perItem },
      violations: failed + Math.max(0, answered - stored),
    };
  },
};

interface Target {
  url: string;
  headers: Record<string, string>;
}

/** Asks all at the same time, with the connections shared between them. */
async function loadAll(targets: Target[], seconds: number): Promise<LoadResult> {
  const connections = CONNECTIONS / targets.length;
  const results = await Promise.all(
    targets.map((target) => load({ ...target, seconds, connections, method: 'POST', body: notification })),
  );
  const sum = (of: keyof LoadResult) => results.reduce((total, result) => total + result[of], 0);
  return { rate: sum('rate'), succeeded: sum('succeeded'), failed: sum('failed') };
}

async function answerSize({ url, headers }: Target): Promise<number> {
  const answer = await fetch(`${url}/notification`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: notification(),
  });
  return (await answer.arrayBuffer()).byteLength;
}
