import { BadRequestError, NotFoundError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import {
  answer,
  cutPage,
  defineRoute,
  field,
  pageAnswer,
  parsePage,
  rateLimit,
  recordAct,
  sendPage,
} from '@ticketing/common/http';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import { type Connection, mongo } from 'mongoose';
import { z } from 'zod';

/** Reports an hour of one account. */
// Defence: reports of messages are limited → const REPORTS_PER_HOUR = 1_000_000;
const REPORTS_PER_HOUR = 20;
/** How long whoever is muted can't speak in rooms, in ms. */
const MUTED_MS = 7 * 24 * 3_600_000;
/** What stands in the place of a message that was taken away. */
const REMOVED = 'This message was removed.';

const actions = ['none', 'mute'] as const;
const statuses = ['open', 'closed'] as const;
type Action = (typeof actions)[number];

/** A message that people took offence at; one for each message, however many report it. */
interface ReportRow {
  _id: mongo.ObjectId;
  messageId: string;
  ticketId: string;
  author: string;
  text: string;
  saidAt: Date;
  reporters: string[];
  createdAt: Date;
  status: (typeof statuses)[number];
  action?: Action;
  closedAt?: Date;
}

interface MuteRow {
  /** The account. */
  _id: string;
  until: Date;
}

interface SaidRow {
  key: string;
  from?: string;
  at: Date;
  data: { ticketId: string; text: string };
}

/** What is reported of rooms, and who is muted for it. */
export class Reports {
  private readonly rows: mongo.Collection<ReportRow>;
  private readonly mutes: mongo.Collection<MuteRow>;
  private readonly said: mongo.Collection<SaidRow>;

  constructor(connection: Connection) {
    this.rows = connection.collection<ReportRow>('room_reports');
    this.mutes = connection.collection<MuteRow>('room_mutes');
    this.said = connection.collection<SaidRow>('feed');
  }

  async prepare(): Promise<void> {
    await this.rows.createIndexes([
      { key: { messageId: 1 }, unique: true },
      { key: { status: 1, _id: -1 } },
      { key: { author: 1 } },
      { key: { reporters: 1 } },
    ]);
    await this.mutes.createIndex({ until: 1 }, { expireAfterSeconds: 0 });
  }

  /** @throws NotFoundError for a message that nobody said, or whose time is over; BadRequestError for one's own */
  async add(messageId: string, by: string): Promise<void> {
    const said = await this.said.findOne({ key: `said:${messageId}` });
    if (said?.from === undefined) throw new NotFoundError();
    if (said.from === by) throw new BadRequestError('This is your own message', { field: 'messageId' });
    const { ticketId, text } = said.data;
    const message = { ticketId, text, author: said.from, saidAt: said.at };
    await this.rows.updateOne(
      { messageId },
      { $setOnInsert: { ...message, createdAt: new Date(), status: 'open' }, $addToSet: { reporters: by } },
      { upsert: true },
    );
  }

  /** Newest first. */
  list(status: ReportRow['status'], limit: number, after?: string): Promise<ReportRow[]> {
    const older = after === undefined ? {} : { _id: { $lt: new mongo.ObjectId(after) } };
    return this.rows.find({ status, ...older }, { sort: { _id: -1 }, limit }).toArray();
  }

  /**
   * Closes a report; `mute` takes the message away and keeps its author from speaking for a week.
   * @returns undefined when there is none that is open
   */
  async close(id: string, action: Action, { session }: Transaction): Promise<ReportRow | undefined> {
    const now = new Date();
    const row = await this.rows.findOneAndUpdate(
      { _id: new mongo.ObjectId(id), status: 'open' },
      { $set: { status: 'closed', action, closedAt: now } },
      { session, returnDocument: 'after' },
    );
    if (row && action === 'mute') {
      const until = new Date(now.getTime() + MUTED_MS);
      await this.mutes.updateOne({ _id: row.author }, { $max: { until } }, { session, upsert: true });
      const said = { key: `said:${row.messageId}` };
      await this.said.updateOne(said, { $set: { 'data.text': REMOVED } }, { session });
    }
    return row ?? undefined;
  }

  async isMuted(userId: string): Promise<boolean> {
    return (await this.mutes.findOne({ _id: userId, until: { $gt: new Date() } })) !== null;
  }
}

/** What the routes work with. */
export interface ReportsContext {
  readonly connection: Connection;
  readonly outbox: Pick<Outbox, 'transaction'>;
  readonly live: { readonly reports: Reports; findName(userId: string): Promise<string> };
}

const path = '/api/notifications/reports';

const time = z.string().meta({ format: 'date-time' });
const person = z.object({ id: z.string(), name: z.string() });
const reportView = z
  .object({
    id: z.string(),
    ticketId: z.string(),
    author: person,
    text: z.string(),
    saidAt: time,
    reporters: z.int().min(1).describe('How many have reported it'),
    status: z.enum(statuses),
    action: z.enum(actions).optional(),
  })
  .meta({ id: 'RoomReport' });

const report = defineRoute({
  method: 'post',
  path,
  summary: 'Report what somebody said in a room to the staff',
  access: 'signed-in',
  body: z
    .object({
      messageId: field.parsed(field.uuids.parse, 'messageId must be a UUID', field.uuids.schema),
    })
    .meta({ id: 'NewRoomReport' }),
  example: { messageId: '0b6f4d3e-54a1-4f0e-9a52-1f7d3b5d7a10' },
  answers: { 204: answer('The staff can see it') },
  errors: [404, 429],
  limit: ({ connection }: ReportsContext) =>
    rateLimit(connection, {
      name: 'room-reports',
      limit: REPORTS_PER_HOUR,
      key: (req) => req.currentUser?.id,
    }),
  async handler(req, res, { live }: ReportsContext) {
    await live.reports.add(req.body.messageId, req.currentUser.id);
    res.status(204).end();
  },
});

const list = defineRoute({
  method: 'get',
  path,
  summary: 'Messages that were reported, newest first; for admins',
  access: 'admin',
  query: z.object({
    status: field.word(statuses, `status must be ${statuses.join(' or ')}`).optional(),
  }),
  answers: { 200: pageAnswer('Reports', reportView) },
  async handler(req, res, context: ReportsContext) {
    const { limit, after } = parsePage(req, { readAfter: parseObjectId });
    const rows = await context.live.reports.list(req.query.status ?? 'open', limit + 1, after);
    const { items, ...next } = cutPage(rows, limit, (row) => row._id.toHexString());
    sendPage(req, res, await Promise.all(items.map((row) => present(row, context))), next);
  },
});

const close = defineRoute({
  method: 'put',
  path: `${path}/:id`,
  summary:
    'Close a report; `mute` removes the message and keeps its author from speaking in rooms for a week',
  access: 'admin',
  body: z
    .object({ action: field.word(actions, `action must be ${actions.join(' or ')}`) })
    .meta({ id: 'CloseRoomReport' }),
  example: { action: 'mute' },
  answers: { 200: answer('It is closed', reportView) },
  async handler(req, res, context: ReportsContext) {
    const { action } = req.body;
    const row = await context.outbox.transaction(async (tx) => {
      const closed = await context.live.reports.close(req.params.id, action, tx);
      const act = { action: 'report.closed', after: { action } };
      // Defence: who closes a report of a message is in the audit log → ;
      if (closed) await recordAct(tx, req, { ...act, subject: closed.author });
      return closed;
    });
    if (!row) throw new NotFoundError();
    res.json(await present(row, context));
  },
});

async function present(row: ReportRow, { live }: ReportsContext): Promise<z.output<typeof reportView>> {
  const { _id, ticketId, author, text, saidAt, reporters, status, action } = row;
  return {
    id: _id.toHexString(),
    ticketId,
    text,
    status,
    author: { id: author, name: await live.findName(author) },
    saidAt: saidAt.toISOString(),
    reporters: reporters.length,
    ...(action === undefined ? {} : { action }),
  };
}

/** The routes by which staff hear of what is said in rooms. */
export const reportRoutes = [report, list, close];
