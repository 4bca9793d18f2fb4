import { createHash } from 'node:crypto';
import { parseObjectId } from '@ticketing/common/forms';
import { NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import { answer, defineRoute, field, recordAct } from '@ticketing/common/http';
import mongoose from 'mongoose';
import { z } from 'zod';
import type { CheckInOutcome } from '../check-ins';
import type { KnownDoor } from '../door-access';
import { CheckIn, CHECK_IN_RESULTS } from '../models/check-in';
import { doorAdmission, presentAtDoor } from '../models/views';
import type { AdmissionsContext } from './context';

/** Check-ins of one batch, at the most. */
const MAX_BATCH = 1_000;

const shownCode = z
  .object({
    code: field.text('code', { max: 500 }).describe('As the QR shows it'),
    showId: field.id('showId').optional().describe('The door at which it is shown; any, if not given'),
    gate: field.text('gate', { max: 50 }).optional(),
    at: z.coerce.date('at must be a time').optional().describe('By the device’s clock; it decides nothing'),
    id: field
      .text('id', { max: 64 })
      .optional()
      .describe('Of the check-in, by the device: the same again has the same answer'),
  })
  .meta({ id: 'ShownCode' });
type ShownCode = z.infer<typeof shownCode>;

const checkInAnswer = z
  .object({
    id: z.string().nullable().describe('Of the check-in'),
    result: z.enum([...CHECK_IN_RESULTS, 'unknown']),
    at: z.date().optional().describe('When somebody went in'),
    gate: z.string().optional().describe('Where somebody went in'),
    admission: doorAdmission.optional(),
    errors: z.array(z.object({ message: z.string(), code: z.string() })).optional(),
  })
  .meta({ id: 'CheckInAnswer' });
type CheckInAnswer = z.infer<typeof checkInAnswer>;

const messages: Record<Exclude<CheckInAnswer['result'], 'admitted'>, string> = {
  used: 'Somebody went in with it already',
  void: 'The code is good no more',
  wrong_show: 'The code is for another show',
  too_early: 'The door isn’t open yet',
  unknown: 'There is no such code',
};

const create = defineRoute({
  method: 'post',
  path: '/api/check-ins',
  summary: 'Let somebody in; the seller and the door’s staff only',
  access: 'signed-in',
  body: shownCode,
  example: { code: 'AEAAAAA', gate: 'B' },
  answers: {
    201: answer('Admitted', checkInAnswer),
    404: answer('No such code', checkInAnswer),
    409: answer('Not admitted, and why', checkInAnswer),
  },
  errors: [403],
  async handler(req, res, context: AdmissionsContext) {
    const [asked] = await ask([req.body], { context, userId: req.currentUser.id, offline: false });
    res.status(statusFor(asked!)).send(asked);
  },
});

const createMany = defineRoute({
  method: 'post',
  path: '/api/check-ins/batch',
  summary: 'What a scanner did while it was offline, each with its result, in the order given',
  access: 'signed-in',
  body: z
    .object({
      checkIns: z
        .array(shownCode, 'checkIns must be a list')
        .min(1, 'checkIns must have one at least')
        .max(MAX_BATCH, `checkIns may have up to ${MAX_BATCH}`),
    })
    .meta({ id: 'CheckInBatch' }),
  example: { checkIns: [{ code: 'AEAAAAA', gate: 'B', id: 'device-1-0001' }] },
  answers: { 200: answer('Results', z.object({ results: z.array(checkInAnswer) })) },
  errors: [403],
  async handler(req, res, context: AdmissionsContext) {
    const userId = req.currentUser.id;
    res.send({ results: await ask(req.body.checkIns, { context, userId, offline: true }) });
  },
});

const undo = defineRoute({
  method: 'delete',
  path: '/api/check-ins/:id',
  summary: 'Take back that somebody went in; the admission’s history keeps both',
  access: 'signed-in',
  answers: { 204: answer('Taken back') },
  errors: [403],
  async handler(req, res, { access, checkIns }: AdmissionsContext) {
    const { id } = req.params;
    const checkIn = await CheckIn.findById(id).lean();
    if (!checkIn) throw new NotFoundError();
    await access.enter(checkIn.doorId, req.currentUser.id).catch(hideFromOthers);
    const undone =
      checkIn.undoneAt ??
      (await checkIns.undo(id, req.currentUser.id, (tx, { _id, userId, doorId }) => {
        const before = { checkIn: id, admission: _id, door: doorId };
        // Defence: who undoes a check-in is in the audit log → return Promise.resolve();
        return recordAct(tx, req, { action: 'check-in.undone', subject: userId, before });
      }));
    if (!undone) throw new NotFoundError();
    res.status(204).end();
  },
});

/** A check-in of a door that isn't theirs is none. */
function hideFromOthers(error: unknown): never {
  throw error instanceof NotAuthorizedError ? new NotFoundError() : error;
}

interface Asking {
  readonly context: AdmissionsContext;
  readonly userId: string;
  readonly offline: boolean;
}

/** Asks for all of these, once it is clear that the user may at every door. */
async function ask(shown: readonly ShownCode[], asking: Asking): Promise<CheckInAnswer[]> {
  const { context, userId, offline } = asking;
  const read = shown.map((one) => ({ one, code: context.codes.read(one.code) }));
  const doorIds = read.flatMap(({ one, code }) => one.showId ?? code?.doorId ?? []);
  const doors = new Map<string, KnownDoor>();
  for (const id of new Set(doorIds)) doors.set(id, await context.access.enter(id, userId));
  const outcomes = await Promise.all(
    read.map(async ({ one, code }) => {
      const door = doors.get(one.showId ?? code?.doorId ?? '');
      if (!code || !door) return undefined;
      return context.checkIns.ask({
        id: checkInId(one.id, userId),
        code,
        doorId: door.id,
        doorsAt: door.show?.doorsAt ?? undefined,
        gate: one.gate,
        deviceAt: one.at,
        offline,
        byUserId: userId,
      });
    }),
  );
  const names = await context.directory.findAll(
    outcomes.flatMap((outcome) => outcome?.admission.userId ?? []),
  );
  return outcomes.map((outcome) => present(outcome, names.get(outcome?.admission.userId ?? '')?.name ?? ''));
}

/** A device's id in the form of ours, which is the device's own where it has that form. */
function checkInId(given: string | undefined, userId: string): string {
  if (given === undefined) return new mongoose.Types.ObjectId().toHexString();
  return parseObjectId(given) ?? createHash('sha256').update(`${userId}:${given}`).digest('hex').slice(0, 24);
}

function present(outcome: CheckInOutcome | undefined, name: string): CheckInAnswer {
  if (!outcome) return { id: null, result: 'unknown', errors: [refusal('unknown')] };
  const { checkIn, admission } = outcome;
  const { _id: id, result } = checkIn;
  if (result === 'admitted') {
    const { at, gate } = checkIn;
    return { id, result, at, ...(gate && { gate }), admission: presentAtDoor(admission, name) };
  }
  const { usedAt: at, usedGate: gate } = checkIn;
  return { id, result, ...(at && { at }), ...(gate && { gate }), errors: [refusal(result)] };
}

const refusal = (code: keyof typeof messages) => ({ message: messages[code], code });

function statusFor({ result }: CheckInAnswer): 201 | 404 | 409 {
  if (result === 'admitted') return 201;
  return result === 'unknown' ? 404 : 409;
}

/** The routes of what gates ask, in their order. */
export const checkInRoutes = [create, createMany, undo];
