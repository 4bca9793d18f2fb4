import type mongoose from 'mongoose';
import { type Figure, pairs, type Round } from '../figure';
import { CostMeter } from '../parts/cost-meter';
import { makeBatch, durable, type Intake, postBatch, rowToStore, startIntakes } from '../parts/notifications';

const BATCH = 10_000;
/** Batches under way at each process. */
const WIDTH = 2;
const PROCESSES = 2;
/** Rows of one raw insert, as many as the intake's. */
const RAW_ROWS = 1_000;

/** What it costs to take notifications in, in batches. */
export const notifyBatch: Figure = {
  name: 'notify-batch',
  group: 'notifications',
  title: `POST /notification/batch, ${BATCH} lines each, two processes`,
  async measure(rig) {
    const rounds: Round[] = [];
    let violations = 0;
    const cost = new CostMeter(rig);
    for (let i = 0; i < rig.rounds; i++) {
      // Of its own for each round: a collection that grows from round to round would be slower each time.
      const name = `bench_notify_batch_${i}`;
      const database = await rig.database(name);
      const intakes = await startIntakes(rig, name, PROCESSES);
      await ask(intakes, 1);
      await insertRaw(database, 1);
      const before = await database.collection('notifications').countDocuments();
      let accepted = 0;
      const measured = await pairs(
        1,
        async () => {
          const done = await cost.measure(
            () => ask(intakes, rig.seconds),
            (asked) => asked.accepted,
          );
          accepted = done.accepted;
          return done.rate;
        },
        () => insertRaw(database, rig.seconds),
      );
      rounds.push(...measured);
      const stored = (await database.collection('notifications').countDocuments()) - before;
      violations += Math.abs(accepted - stored);
      await Promise.all(intakes.map((intake) => intake.stop()));
      await database.dropDatabase();
    }
    return {
      unit: 'notifications/s',
      rounds,
      goal: 'at least',
      target: 0.5,
      against: `raw unordered insertMany of ${RAW_ROWS} rows, ${WIDTH} at a time`,
      details: { aim: 70_000, ...cost.perItem },
      violations,
    };
  },
};

async function ask(intakes: Intake[], seconds: number): Promise<{ rate: number; accepted: number }> {
  let accepted = 0;
  const senders = intakes.flatMap((intake) => Array.from({ length: WIDTH }, () => intake));
  const took = await untilTimeIsUp(seconds, senders, async (intake) => {
    const answered = await postBatch(intake, makeBatch(BATCH));
    if (answered !== BATCH) throw new Error(`${answered} of ${BATCH} lines were accepted`);
    accepted += answered;
  });
  return { rate: accepted / took, accepted };
}

/** @returns rows a second */
async function insertRaw(database: mongoose.Connection, seconds: number): Promise<number> {
  const collection = database.collection<{ _id: string }>('raw');
  let inserted = 0;
  const took = await untilTimeIsUp(seconds, Array.from({ length: WIDTH }), async () => {
    const now = new Date();
    const rows = Array.from({ length: RAW_ROWS }, () => rowToStore(now));
    await collection.insertMany(rows, { ordered: false, ...durable });
    inserted += RAW_ROWS;
  });
  await collection.drop();
  return inserted / took;
}

/** Lets each worker do its task over and over. @returns the seconds until the last one was done */
async function untilTimeIsUp<W>(
  seconds: number,
  workers: W[],
  task: (worker: W) => Promise<void>,
): Promise<number> {
  const begun = performance.now();
  const end = begun + seconds * 1_000;
  await Promise.all(
    workers.map(async (worker) => {
      while (performance.now() < end) await task(worker);
    }),
  );
  return (performance.now() - begun) / 1_000;
}
