import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type mongoose from 'mongoose';
import type { Figure, Round } from '../figure';
import { CostMeter } from '../parts/cost-meter';
import {
  makeBatch,
  durable,
  type Intake,
  postBatch,
  rowToStore,
  startIntakes,
  startSinkWorker,
} from '../parts/notifications';
import type { Rig } from '../parts/rig';
import { holdsWithin } from '../parts/tasks';

/** Notifications of a round, for each second that one is to last. */
const PER_SECOND = 6_000;
const BATCH = 6_000;
/** Rows of one raw claim, as many as a worker's. */
const RAW_ROWS = 500;
const DEADLINE_MS = 120_000;

/** What it costs to bring a notification from ACCEPTED to PROCESSED: claimed, pushed on its own, and marked, durably. */
export const notifyProcessed: Figure = {
  name: 'notify-processed',
  group: 'notifications',
  title: 'notifications claimed, pushed into a sink and marked PROCESSED, one process',
  async measure(rig) {
    const rounds: Round[] = [];
    let violations = 0;
    const cost = new CostMeter(rig);
    for (let i = 0; i < rig.rounds; i++) {
      const name = `bench_notify_processed_${i}`;
      const database = await rig.database(name);
      const [intake] = await startIntakes(rig, name, 1);
      const reference = await claimAndMarkRaw(database, PER_SECOND * rig.seconds);
      const round = await processAll({ rig, database, intake: intake!, cost });
      violations += round.violations;
      rounds.push({ ours: round.rate, reference });
      await intake!.stop();
      await database.dropDatabase();
    }
    return {
      unit: 'notifications/s',
      rounds,
      goal: 'at least',
      target: PER_SECOND,
      of: 'ours',
      against: `a raw durable updateMany and bulkWrite per ${RAW_ROWS} rows, one after the other`,
      details: cost.perItem,
      violations,
    };
  },
};

interface Processed {
  rate: number;
  /** Rows that are missing or not PROCESSED, pushes that are missing or came twice. */
  violations: number;
}

interface ProcessingSetup {
  rig: Rig;
  database: mongoose.Connection;
  intake: Intake;
  cost: CostMeter;
}

async function processAll({ rig, database, intake, cost }: ProcessingSetup): Promise<Processed> {
  const rows = database.collection<{ status: string; processedAt: Date }>('notifications');
  const count = PER_SECOND * rig.seconds;
  for (let sent = 0; sent < count; sent += BATCH) await postBatch(intake, makeBatch(BATCH));
  const sink = join(tmpdir(), `bench-sink-${randomUUID()}`);
  const worker = await startSinkWorker(rig, database.name, sink);
  try {
    const outstanding = { type: 'EMAIL', dueAt: { $exists: true } };
    const isDone = async () => !(await rows.findOne(outstanding, { projection: { _id: 1 } }));
    // It begins while it is starting, and its start isn't to be counted.
    const left = await rows.countDocuments(outstanding);
    const finished = await cost.measure(
      () => holdsWithin(DEADLINE_MS, isDone),
      () => left,
    );
    if (!finished) throw new Error('not everything was processed in time');
    const done = Date.now();
    const [first] = await rows.find({ status: 'PROCESSED' }).sort({ processedAt: 1 }).limit(1).toArray();
    const processed = await rows.countDocuments({ status: 'PROCESSED' });
    const pushed = readFileSync(sink, 'utf8').trim().split('\n');
    const distinct = new Set(pushed).size;
    return {
      rate: count / ((done - (first?.processedAt.getTime() ?? 0)) / 1_000),
      violations: Math.abs(count - processed) + Math.abs(count - distinct) + (pushed.length - distinct),
    };
  } finally {
    await worker.stop();
    rmSync(sink, { force: true });
  }
}

/** @returns rows a second that are claimed by one write and marked, each with its own update, by a second */
async function claimAndMarkRaw(database: mongoose.Connection, count: number): Promise<number> {
  const collection = database.collection<{ _id: string }>('raw');
  const ids: string[] = [];
  for (let made = 0; made < count; made += RAW_ROWS) {
    const rows = Array.from({ length: RAW_ROWS }, () => rowToStore(new Date()));
    await collection.insertMany(rows, durable);
    ids.push(...rows.map(({ _id }) => _id));
  }
  const begun = performance.now();
  for (let at = 0; at < ids.length; at += RAW_ROWS) {
    const claimed = ids.slice(at, at + RAW_ROWS);
    await collection.updateMany({ _id: { $in: claimed } }, { $set: { status: 'SENDING' } }, durable);
    const marks = claimed.map((_id) => ({
      updateOne: { filter: { _id }, update: { $set: { status: 'PROCESSED', version: 1 } } },
    }));
    await collection.bulkWrite(marks, { ordered: false, ...durable });
  }
  const rate = ids.length / ((performance.now() - begun) / 1_000);
  await collection.drop();
  return rate;
}
