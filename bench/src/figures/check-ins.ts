import { sign } from 'node:crypto';
import { formatAdmissionCode, packAdmissionCode } from '@ticketing/common/admission-code';
import mongoose from 'mongoose';
import { type Figure, pairs } from '../figure';
import { auditOutbox } from '../parts/audit';
import { load, repeat } from '../parts/load';
import { admissionKey, type Rig } from '../parts/rig';
import { holdsWithin } from '../parts/tasks';

const DATABASE = 'bench_check_ins';
/** Admissions made ready; more than can be let in in a run. */
const ADMISSIONS = 100_000;
const BATCH = 10_000;
const GATES = 50;
const SETTLED_WITHIN_MS = 10_000;

/** What it costs to let somebody in, each with a code of their own, at many gates of one door. */
export const checkIns: Figure = {
  name: 'check-ins',
  title: `POST /api/check-ins with distinct codes at ${GATES} gates of one door, 50 connections, one process`,
  async measure(rig) {
    const service = await rig.service('admissions', DATABASE);
    const connection = await rig.database(DATABASE);
    const { keys } = (await (await fetch(`${service.url}/api/door/keys`)).json()) as {
      keys: { id: string }[];
    };
    const sellerId = new mongoose.Types.ObjectId().toHexString();
    const showId = await openDoor(connection, sellerId);
    const codes = await stock(connection, { sellerId, showId }, (admissionId) => {
      const signed = packAdmissionCode({ admissionId, doorId: showId, version: 0, keyId: keys[0]!.id });
      return formatAdmissionCode(signed, sign(null, signed, admissionKey));
    });
    const raw = await rawCheckIn(rig);
    const headers = { authorization: rig.bearer(sellerId) };
    const body = (): string =>
      JSON.stringify({ code: codes.pop(), showId, gate: `G${codes.length % GATES}` });
    let admitted = 0;
    let failed = 0;
    const ask = async (seconds: number): Promise<number> => {
      const done = await load({
        url: `${service.url}/api/check-ins`,
        seconds,
        method: 'POST',
        headers,
        body,
      });
      admitted += done.succeeded;
      failed += done.failed;
      return done.rate;
    };
    await ask(2);
    await repeat(2, raw);
    const rounds = await pairs(
      rig.rounds,
      () => ask(rig.seconds),
      () => repeat(rig.seconds, raw),
    );
    const count = (collection: string, filter: object): Promise<number> =>
      connection.collection(collection).countDocuments(filter);
    let [entries, used] = [-1, 0];
    // What was asked when the load ended may still be on its way.
    await holdsWithin(SETTLED_WITHIN_MS, async () => {
      entries = await count('checkins', { result: 'admitted' });
      used = await count('admissions', { status: 'used' });
      return entries === used;
    });
    const audited = await auditOutbox(connection, 'admissions', 'admission', { version: { $gte: 0 } });
    return {
      unit: 'requests/s',
      rounds,
      goal: 'at least',
      target: 0.5,
      against: 'the same update and insert in one transaction through the native driver',
      violations: Math.max(0, admitted - used) + Math.abs(entries - used) + failed + audited,
    };
  },
};

/** A show of a seller, as if its event had come. @returns its id */
async function openDoor(connection: mongoose.Connection, userId: string): Promise<string> {
  const id = new mongoose.Types.ObjectId().toHexString();
  await connection.collection<{ _id: string }>('shows').insertOne({
    _id: id,
    version: 0,
    userId,
    title: 'Requiem',
    timeZone: 'Europe/Prague',
    status: 'scheduled',
    startsAt: new Date('2040-05-04T18:00:00Z'),
    endsAt: null,
    doorsAt: null,
    sequence: 0,
    venue: { name: 'Rudolfinum' },
  } as { _id: string });
  return id;
}

/**
 * Fills the admissions of a show. Each is at a version before its first event, so that every event is one of the run.
 * @returns their codes
 */
async function stock(
  connection: mongoose.Connection,
  { sellerId, showId }: { readonly sellerId: string; readonly showId: string },
  toCode: (admissionId: string) => string,
): Promise<string[]> {
  const codes: string[] = [];
  const [orderId, ticketId, userId] = Array.from({ length: 3 }, () =>
    new mongoose.Types.ObjectId().toHexString(),
  );
  const createdAt = new Date();
  for (let done = 0; done < ADMISSIONS; done += BATCH) {
    const rows = Array.from({ length: BATCH }, (_, nth) => {
      const _id = new mongoose.Types.ObjectId().toHexString();
      return {
        _id,
        version: -1,
        orderId,
        ticketId,
        showId,
        doorId: showId,
        title: 'Stalls',
        place: done + nth,
        userId,
        buyerId: userId,
        sellerId,
        status: 'valid',
        codeVersion: 0,
        code: toCode(_id),
        sequence: done + nth + 1,
        history: [{ at: createdAt, action: 'issued' }],
        createdAt,
      };
    });
    await connection
      .collection('admissions')
      .insertMany(rows as never[], { ordered: false, writeConcern: { w: 1 } });
    codes.push(...rows.map(({ code }) => code));
  }
  await connection
    .collection<{ _id: string; sequence: number }>('doors')
    .insertOne({ _id: showId, sequence: ADMISSIONS });
  return codes;
}

/** The reference: an admission becomes used and a check-in is written, with nothing around it. */
async function rawCheckIn(rig: Rig): Promise<() => Promise<void>> {
  const connection = await rig.database('bench_check_ins_raw');
  const admissions = connection.collection('admissions');
  const entries = connection.collection('checkins');
  const ids: mongoose.Types.ObjectId[] = [];
  for (let done = 0; done < ADMISSIONS; done += BATCH) {
    const rows = Array.from({ length: BATCH }, () => ({
      _id: new mongoose.Types.ObjectId(),
      version: 0,
      status: 'valid',
      code: 'x'.repeat(152),
    }));
    await admissions.insertMany(rows, { ordered: false, writeConcern: { w: 1 } });
    ids.push(...rows.map(({ _id }) => _id));
  }
  const client = connection.getClient();
  return () =>
    client.withSession(async (session) => {
      const admissionId = ids.pop();
      const at = new Date();
      await session.withTransaction(
        async () => {
          await admissions.updateOne(
            { _id: admissionId, version: 0 },
            { $set: { status: 'used', version: 1, checkedIn: { at, gate: 'G1' } } },
            { session },
          );
          await entries.insertOne({ admissionId, result: 'admitted', at, gate: 'G1' }, { session });
        },
        { writeConcern: { w: 'majority', j: true } },
      );
    });
}
