import { BadRequestError, NotFoundError, RequestValidationError } from '@ticketing/common/errors';
import { storedSpellings } from '@ticketing/common/forms';
import {
  answer,
  cutPage,
  decodeCursor,
  defineRoute,
  encodeCursor,
  field,
  pageAnswer,
  parseAfter,
  parsePage,
  recordAct,
  sendCsv,
  sendPage,
} from '@ticketing/common/http';
import { containsText } from '@ticketing/common/mongo';
import { lookupUser } from '@ticketing/common/roles';
import { z } from 'zod';
import { DoorStaffAddedPublisher } from '../events/publishers';
import { Admission, type AdmissionFields } from '../models/admission';
import { CheckIn, type CheckInFields, CHECK_IN_RESULTS } from '../models/check-in';
import { DoorStaff } from '../models/door';
import { checkInView, doorAdmission, presentAtDoor, presentCheckIn, presentShow } from '../models/views';
import type { AdmissionsContext } from './context';
import { emailField } from './transfers';

/** Changes that one answer tells, at the most. */
const MAX_CHANGES = 500;

const keys = defineRoute({
  method: 'get',
  path: '/api/door/keys',
  summary: 'The public keys that codes are checked with, Ed25519',
  access: 'anyone',
  answers: {
    200: answer(
      'Keys',
      z.object({
        keys: z.array(z.object({ id: z.string(), key: z.string().describe('32 bytes, base64url') })),
      }),
    ),
  },
  handler(_req, res, { codes }: AdmissionsContext) {
    res.send({ keys: [...codes.publicKeys] });
  },
});

const doorView = z
  .object({ id: z.string(), title: z.string(), startsAt: z.date().nullable() })
  .meta({ id: 'StaffedDoor' });

const listDoors = defineRoute({
  method: 'get',
  path: '/api/door',
  summary: 'The doors at which the user checks codes for a seller, the newest first',
  access: 'signed-in',
  answers: { 200: answer('Doors', z.array(doorView)) },
  async handler(req, res, { access }: AdmissionsContext) {
    const doors = await access.staffedBy(req.currentUser.id);
    res.send(doors.map(({ id, title, show }) => ({ id, title, startsAt: show?.startsAt ?? null })));
  },
});

const counts = z.object({
  valid: z.int(),
  used: z.int(),
  void: z.int(),
  gates: z.array(z.object({ gate: z.string().nullable(), used: z.int() })),
});

const follow = defineRoute({
  method: 'get',
  path: '/api/door/:showId',
  summary: 'The admissions of a show, or of a ticket without one, that changed since the cursor',
  description:
    'For the seller and the door’s staff. The first answers, without `after`, tell of all; while `more` is true there are further ones. Whoever asks with the last cursor misses no change.',
  access: 'signed-in',
  query: z.object({
    after: z.string('after must be given once').optional().describe('The cursor of the answer before'),
  }),
  answers: {
    200: answer(
      'What changed',
      z
        .object({
          id: z.string(),
          title: z.string(),
          show: z.unknown(),
          role: z.enum(['seller', 'staff']),
          admissions: z.array(doorAdmission),
          after: z.string(),
          more: z.boolean(),
          counts,
        })
        .meta({ id: 'Door' }),
    ),
  },
  errors: [403],
  async handler(req, res, { access, directory, doorCounts }: AdmissionsContext) {
    const { id, title, show, role } = await access.enter(req.params.showId, req.currentUser.id);
    const sequence = parseSequence(req.query.after);
    const [rows, total] = await Promise.all([
      Admission.find({ doorId: id, sequence: { $gt: sequence } })
        .sort({ sequence: 1 })
        .limit(MAX_CHANGES)
        .lean<AdmissionFields[]>(),
      doorCounts.find(id),
    ]);
    const names = await directory.findAll(rows.map(({ userId }) => userId));
    res.send({
      id,
      title,
      role,
      show: show ? presentShow(show) : null,
      admissions: rows.map((row) => presentAtDoor(row, names.get(row.userId)?.name ?? '')),
      after: encodeCursor(String(rows.at(-1)?.sequence ?? sequence)),
      more: rows.length === MAX_CHANGES,
      counts: total,
    });
  },
});

/** @throws RequestValidationError (400) naming `after` when it is no cursor of a door */
function parseSequence(after: string | undefined): number {
  if (after === undefined) return 0;
  const text = decodeCursor(after) ?? '';
  if (!/^\d{1,15}$/.test(text))
    throw new RequestValidationError([{ field: 'after', message: 'after must come from an answer before' }]);
  return Number(text);
}

const position = z.object({ at: z.iso.datetime(), id: z.string().regex(/^[0-9a-f]{24}$/) });

const listCheckIns = defineRoute({
  method: 'get',
  path: '/api/door/:showId/check-ins',
  summary:
    'What gates have asked, newest first; doubles that devices found later are the offline ones of `used`',
  access: 'signed-in',
  query: z.object({
    result: z.enum(CHECK_IN_RESULTS, `result must be one of ${CHECK_IN_RESULTS.join(', ')}`).optional(),
    offline: z
      .enum(['true', 'false'], 'offline must be true or false')
      .optional()
      .describe('Those that a device had decided by itself, or all others'),
  }),
  answers: { 200: pageAnswer('Check-ins', checkInView) },
  errors: [403],
  async handler(req, res, { access }: AdmissionsContext) {
    const { id: doorId } = await access.enter(req.params.showId, req.currentUser.id);
    const page = parsePage(req);
    const after = parseAfter(page, position);
    const at = after && new Date(after.at);
    const { result, offline } = req.query;
    const rows = await CheckIn.find({
      doorId,
      ...(result && { result }),
      ...(offline && { offline: offline === 'true' }),
      ...(after && { $or: [{ at: { $lt: at } }, { at, _id: { $lt: after.id } }] }),
    })
      .sort({ at: -1, _id: -1 })
      .limit(page.limit + 1)
      .lean<CheckInFields[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, (row) =>
      JSON.stringify({ at: row.at.toISOString(), id: row._id }),
    );
    sendPage(req, res, items.map(presentCheckIn), { nextAfter });
  },
});

const staffView = z
  .object({ userId: z.string(), name: z.string(), email: z.string(), addedAt: z.date() })
  .meta({ id: 'DoorStaff' });

/** People who check in at one door, at the most. */
const MAX_STAFF = 200;

const addStaff = defineRoute({
  method: 'post',
  path: '/api/door/:showId/staff',
  summary: 'Let somebody with an account check in; the seller only',
  access: 'signed-in',
  body: z.object({ email: emailField }).meta({ id: 'NewDoorStaff' }),
  example: { email: 'ada@example.com' },
  answers: { 201: answer('Who may check in', staffView) },
  errors: [429],
  // Defence: whose an address is cannot be asked at will → limit: () => (_req, _res, next) => next(),
  limit: ({ staffLimit }: AdmissionsContext) => staffLimit,
  async handler(req, res, { access, directory, outbox }: AdmissionsContext) {
    const door = await access.manage(req.params.showId, req.currentUser.id);
    const user = await directory.findByEmail(storedSpellings(req.body.email));
    if (!user)
      throw new BadRequestError('Nobody has an account with it', { field: 'email', code: 'no_account' });
    if ((await DoorStaff.countDocuments({ doorId: door.id })) >= MAX_STAFF)
      throw new BadRequestError(`A door has up to ${MAX_STAFF} staff`);
    const addedAt = new Date();
    const { id: userId, name, email } = user;
    const known = await outbox.transaction(async (tx) => {
      const before = await DoorStaff.findByIdAndUpdate(
        `${door.id}:${userId}`,
        { $setOnInsert: { doorId: door.id, userId, addedAt } },
        { upsert: true, returnDocument: 'before', session: tx.session },
      ).lean();
      const act = { action: 'door-staff.added', subject: userId, after: { door: door.id } };
      if (before) return before;
      await recordAct(tx, req, act);
      await new DoorStaffAddedPublisher(tx).publish({
        doorId: door.id,
        title: door.title,
        userId,
        ...(door.show && { showId: door.id }),
      });
      return null;
    });
    res.status(201).send({ userId, name, email, addedAt: known?.addedAt ?? addedAt });
  },
});

const listStaff = defineRoute({
  method: 'get',
  path: '/api/door/:showId/staff',
  summary: 'Who may check in beside the seller; the seller only',
  access: 'signed-in',
  answers: { 200: answer('Staff', z.array(staffView)) },
  async handler(req, res, { access, directory }: AdmissionsContext) {
    const door = await access.manage(req.params.showId, req.currentUser.id);
    const rows = await DoorStaff.find({ doorId: door.id }).sort({ addedAt: 1 }).limit(MAX_STAFF).lean();
    const users = await directory.findAll(rows.map(({ userId }) => userId));
    res.send(
      rows.map(({ userId, addedAt }) => {
        const { name = '', email = '' } = users.get(userId) ?? {};
        return { userId, name, email, addedAt };
      }),
    );
  },
});

const removeStaff = defineRoute({
  method: 'delete',
  path: '/api/door/:showId/staff/:userId',
  summary: 'Let somebody check in no more; the seller only',
  access: 'signed-in',
  answers: { 204: answer('Removed') },
  async handler(req, res, { access, outbox }: AdmissionsContext) {
    const door = await access.manage(req.params.showId, req.currentUser.id);
    const { userId } = req.params;
    await outbox.transaction(async (tx) => {
      const { session } = tx;
      const { deletedCount } = await DoorStaff.deleteOne({ _id: `${door.id}:${userId}` }, { session });
      if (deletedCount === 0) throw new NotFoundError();
      const act = { action: 'door-staff.removed', subject: userId, before: { door: door.id } };
      await recordAct(tx, req, act);
    });
    res.status(204).end();
  },
});

const holderView = z
  .object({
    admissionId: z.string(),
    orderId: z.string(),
    title: z.string().describe('Of the ticket'),
    seat: z.string().nullable(),
    name: z.string(),
    email: z.string(),
    status: z.enum(['valid', 'used', 'void']),
  })
  .meta({ id: 'Holder' });
type Holder = z.infer<typeof holderView>;

const holders = defineRoute({
  method: 'get',
  path: '/api/door/:showId/holders',
  summary: 'Who holds an admission; the seller only',
  description: 'With `format=csv` the whole list as a file.',
  access: 'signed-in',
  query: z.object({
    q: field.text('q', { min: 0, max: 100 }).optional().describe('Part of a name, address or seat'),
    format: z.enum(['json', 'csv'], 'format must be json or csv').optional(),
  }),
  answers: { 200: pageAnswer('Holders', holderView) },
  async handler(req, res, { access }: AdmissionsContext) {
    const door = await access.manage(req.params.showId, req.currentUser.id);
    const { q, format } = req.query;
    if (format === 'csv') {
      const header = ['name', 'email', 'ticket', 'seat', 'status', 'admission', 'order'];
      return sendCsv(res, `holders-${door.id}`, header, toCells(findHolders(door.id, { q })));
    }
    const page = parsePage(req, { readAfter: (after) => (/^[0-9a-f]{24}$/.test(after) ? after : undefined) });
    const rows: Holder[] = [];
    for await (const row of findHolders(door.id, { q, after: page.after, limit: page.limit + 1 }))
      rows.push(row);
    const { items, nextAfter } = cutPage(rows, page.limit, ({ admissionId }) => admissionId);
    sendPage(req, res, items, { nextAfter });
  },
});

interface HolderQuery {
  readonly q?: string | undefined;
  readonly after?: string | undefined;
  readonly limit?: number;
}

function findHolders(doorId: string, { q, after, limit }: HolderQuery): AsyncIterable<Holder> {
  const pattern = q && containsText(q);
  return Admission.aggregate<Holder>([
    { $match: { doorId, ...(after && { _id: { $gt: after } }) } },
    { $sort: { _id: 1 } },
    lookupUser('userId', 'holder'),
    {
      $project: {
        _id: 0,
        admissionId: '$_id',
        orderId: 1,
        title: 1,
        seat: { $ifNull: ['$seat', null] },
        name: { $ifNull: [{ $first: '$holder.name' }, ''] },
        email: { $ifNull: [{ $first: '$holder.email' }, ''] },
        status: 1,
      },
    },
    ...(pattern ? [{ $match: { $or: [{ name: pattern }, { email: pattern }, { seat: pattern }] } }] : []),
    ...(limit === undefined ? [] : [{ $limit: limit }]),
  ]).cursor();
}

async function* toCells(holders: AsyncIterable<Holder>): AsyncGenerator<string[]> {
  for await (const { name, email, title, seat, status, admissionId, orderId } of holders)
    yield [name, email, title, seat ?? '', status, admissionId, orderId];
}

/** The routes of doors, in their order. */
export const doorRoutes = [listDoors, keys, follow, listCheckIns, addStaff, listStaff, removeStaff, holders];
