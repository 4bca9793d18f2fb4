import { answer, defineRoute, field } from '@ticketing/common/http';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { FairQueue, QueuePosition } from '../queue/fair-queue';

/** What the routes work with. */
export interface QueueContext {
  readonly queue: FairQueue;
  /** Of orders, and of what may become some. */
  readonly orderLimit: RequestHandler;
}

const queuePosition = z
  .object({
    showId: z.string(),
    status: z.enum(['waiting', 'admitted']),
    position: z
      .int()
      .min(0)
      .describe(
        'How many are let through before you, and you; until the lots are drawn, how many have come, as of a second ago',
      ),
    until: z
      .date()
      .optional()
      .describe('While you wait: when the lots are drawn; once admitted: until when you may order'),
  })
  .meta({ id: 'QueuePosition' });

const present = (showId: string, position: QueuePosition) => ({ showId, ...position });

const join = defineRoute({
  method: 'post',
  path: '/api/queue',
  summary: 'Wait in front of a show that lets buyers through a few at a time',
  description:
    'Who comes within the minute of the opening is drawn by lot, who comes later follows in order. Asking again keeps the ' +
    'place. An order by somebody who was not let through is a 429 with the code `queue`.',
  access: 'signed-in',
  body: z.object({ showId: field.id('showId', 'Show id must be given') }).meta({ id: 'JoinQueue' }),
  example: { showId: '665f1f77bcf86cd799439011' },
  answers: { 201: answer('Where you stand', queuePosition) },
  errors: [404, 429],
  limit: ({ orderLimit }: QueueContext) => orderLimit,
  async handler(req, res, { queue }: QueueContext) {
    const showId = req.body.showId.toLowerCase();
    res.status(201).send(present(showId, await queue.join(showId, req.currentUser.id, new Date())));
  },
});

const show = defineRoute({
  method: 'get',
  path: '/api/queue/:showId',
  summary: 'Where you stand in the queue of a show',
  access: 'signed-in',
  answers: { 200: answer('Where you stand', queuePosition) },
  errors: [404],
  async handler(req, res, { queue }: QueueContext) {
    const { showId } = req.params;
    res.send(present(showId, await queue.find(showId, req.currentUser.id, new Date())));
  },
});

/** The routes of the queues in front of shows. */
export const queueRoutes = [join, show];
