import { BadRequestError } from '@ticketing/common/errors';
import { answer, defineRoute, field } from '@ticketing/common/http';
import type { Connection, mongo } from 'mongoose';
import { z } from 'zod';

/** People whom one account has blocked, at the most. */
export const MAX_BLOCKS = 500;
/** Of one person, both ways, as far as rooms look; more of them would be a list as long as a room. */
const MAX_LOOKED_AT = 5_000;

interface BlockRow {
  /** `<by> <userId>` */
  _id: string;
  by: string;
  userId: string;
  at: Date;
}

/** Who doesn't want to hear whom in rooms. */
export class Blocks {
  private readonly rows: mongo.Collection<BlockRow>;

  constructor(connection: Connection) {
    this.rows = connection.collection<BlockRow>('room_blocks');
  }

  async prepare(): Promise<void> {
    await this.rows.createIndexes([{ key: { by: 1 } }, { key: { userId: 1 } }]);
  }

  /** @throws BadRequestError with the code `too_many_blocks` above {@link MAX_BLOCKS} */
  async add(by: string, userId: string): Promise<void> {
    if ((await this.rows.countDocuments({ by }, { limit: MAX_BLOCKS })) >= MAX_BLOCKS)
      throw new BadRequestError(`You have blocked ${MAX_BLOCKS} people already`, { code: 'too_many_blocks' });
    await this.rows.updateOne(
      { _id: `${by} ${userId}` },
      { $setOnInsert: { by, userId, at: new Date() } },
      { upsert: true },
    );
  }

  async remove(by: string, userId: string): Promise<void> {
    await this.rows.deleteOne({ _id: `${by} ${userId}` });
  }

  /** Whom an account has blocked, newest first. */
  list(by: string): Promise<BlockRow[]> {
    return this.rows.find({ by }, { sort: { at: -1 }, limit: MAX_BLOCKS }).toArray();
  }

  /** Who isn't to hear this person: those who blocked them, and those whom they blocked. */
  async findApart(person: string): Promise<string[]> {
    const rows = await this.rows
      .find({ $or: [{ by: person }, { userId: person }] }, { limit: MAX_LOOKED_AT })
      .toArray();
    return [...new Set(rows.map(({ by, userId }) => (by === person ? userId : by)))];
  }
}

/** What the routes work with. */
export interface BlocksContext {
  readonly live: { readonly blocks: Blocks; findName(userId: string): Promise<string> };
}

const path = '/api/notifications/blocks';

const block = defineRoute({
  method: 'post',
  path,
  summary: 'Hear no more in rooms of what somebody says, nor they of oneself',
  access: 'signed-in',
  body: z.object({ userId: field.id('userId') }).meta({ id: 'Block' }),
  example: { userId: '665f1f77bcf86cd799439011' },
  answers: { 204: answer('It is so from the next message on') },
  async handler(req, res, { live }: BlocksContext) {
    const { userId } = req.body;
    if (userId === req.currentUser.id)
      throw new BadRequestError('Nobody blocks themselves', { field: 'userId' });
    await live.blocks.add(req.currentUser.id, userId);
    res.status(204).end();
  },
});

const list = defineRoute({
  method: 'get',
  path,
  summary: 'Whom the user has blocked, newest first',
  access: 'signed-in',
  answers: {
    200: answer('People', z.array(z.object({ userId: z.string(), name: z.string() })).meta({ id: 'Blocks' })),
  },
  async handler(req, res, { live }: BlocksContext) {
    const rows = await live.blocks.list(req.currentUser.id);
    res.json(
      await Promise.all(rows.map(async ({ userId }) => ({ userId, name: await live.findName(userId) }))),
    );
  },
});

const unblock = defineRoute({
  method: 'delete',
  path: `${path}/:userId`,
  summary: 'Hear somebody again',
  access: 'signed-in',
  answers: { 204: answer('Nothing is blocked') },
  async handler(req, res, { live }: BlocksContext) {
    await live.blocks.remove(req.currentUser.id, req.params.userId);
    res.status(204).end();
  },
});

/** The routes by which people keep others away in rooms. */
export const blockRoutes = [block, list, unblock];
