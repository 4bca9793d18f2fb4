import { NotFoundError } from '@ticketing/common/errors';
import {
  answer,
  cutPage,
  defineRoute,
  field,
  newestFirst,
  pageAnswer,
  parsePage,
  sendPage,
} from '@ticketing/common/http';
import { z } from 'zod';
import { DoorMessage, type DoorMessageFields } from '../models/door-message';
import type { AdmissionsContext } from './context';

/** Characters of what a seller writes. */
const MAX_SUBJECT = 200;
const MAX_TEXT = 5_000;

const path = '/api/door/:showId/messages';

const messageView = z
  .object({
    id: z.string(),
    subject: z.string(),
    text: z.string(),
    status: z.enum(['RUNNING', 'DONE']),
    progress: z.int().min(0).max(100).describe('Percent'),
    told: z.int().min(0).describe('Holders told so far'),
    createdAt: z.date(),
    finishedAt: z.date().nullable(),
  })
  .meta({ id: 'DoorMessage' });

const send = defineRoute({
  method: 'post',
  path,
  summary: 'Write to all who hold an admission; the seller only',
  description:
    'To an address that isn’t proven a fixed text and a link are mailed; the inbox on the page has the whole. Ten a day.',
  access: 'signed-in',
  body: z
    .object({
      subject: field.text('subject', { max: MAX_SUBJECT }),
      text: field.text('text', { max: MAX_TEXT, lines: true }),
    })
    .meta({ id: 'NewDoorMessage' }),
  example: { subject: 'Doors open at six', text: 'Please come by the south entrance.' },
  idempotent: true,
  answers: { 202: answer('It has begun', messageView) },
  errors: [429],
  async handler(req, res, { access, messages }: AdmissionsContext) {
    const door = await access.manage(req.params.showId, req.currentUser.id);
    const { subject, text } = req.body;
    const message = await messages.begin(door, { subject, text });
    res.status(202).location(`/api/door/${door.id}/messages/${message._id.toHexString()}`);
    res.send(present(message));
  },
});

const list = defineRoute({
  method: 'get',
  path,
  summary: 'What was written to the holders, newest first; the seller only',
  access: 'signed-in',
  answers: { 200: pageAnswer('Messages', messageView) },
  async handler(req, res, { access }: AdmissionsContext) {
    const { id: doorId } = await access.manage(req.params.showId, req.currentUser.id);
    const page = parsePage(req);
    const rows = await DoorMessage.find({ doorId, ...newestFirst.after(page) })
      .sort(newestFirst.sort)
      .limit(page.limit + 1)
      .lean<DoorMessageFields[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, newestFirst.toPosition);
    sendPage(req, res, items.map(present), { nextAfter });
  },
});

const count = defineRoute({
  method: 'get',
  path: `${path}/audience`,
  summary: 'How many people a message would be for, were it sent now; the seller only',
  access: 'signed-in',
  answers: { 200: answer('The audience', z.object({ people: z.int().min(0) })) },
  async handler(req, res, { access, messages }: AdmissionsContext) {
    const { id } = await access.manage(req.params.showId, req.currentUser.id);
    res.send({ people: await messages.countHolders(id) });
  },
});

const show = defineRoute({
  method: 'get',
  path: `${path}/:messageId`,
  summary: 'How far a message is; the seller only',
  access: 'signed-in',
  answers: { 200: answer('A message', messageView) },
  async handler(req, res, { access }: AdmissionsContext) {
    const { id: doorId } = await access.manage(req.params.showId, req.currentUser.id);
    const row = await DoorMessage.findOne({ _id: req.params.messageId, doorId }).lean<DoorMessageFields>();
    if (!row) throw new NotFoundError();
    res.send(present(row));
  },
});

function present({ _id, ...row }: DoorMessageFields): z.infer<typeof messageView> {
  const { subject, text, status, told, total, createdAt, finishedAt = null } = row;
  const percent = total === 0 ? 0 : Math.min(99, Math.floor((told / total) * 100));
  const progress = status === 'DONE' ? 100 : percent;
  return { id: _id.toHexString(), subject, text, status, progress, told, createdAt, finishedAt };
}

/** The routes of messages to holders, in their order. */
export const doorMessageRoutes = [send, list, count, show];
