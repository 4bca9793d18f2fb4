import {
  answer,
  cutPage,
  defineRoute,
  field,
  pageAnswer,
  type Page,
  parsePage,
  sendPage,
} from '@ticketing/common/http';
import { z } from 'zod';
import { addComment } from '../desk/add-comment';
import type { SupportContext, SupportRoutesContext } from '../desk/desk';
import { MAX_TEXT } from '../domain/change';
import {
  type CommentView,
  commentView,
  commentViews,
  conversation,
  historyView,
  toHistory,
  type VersionPage,
} from '../views/conversation-view';
import { BASE } from './tickets';
import { visibleTicket } from './visible-ticket';

const createComment = defineRoute({
  method: 'post',
  path: `${BASE}/:id/comments`,
  summary: 'Answer on a ticket',
  description: 'The reporter’s answer to a closed ticket opens it again.',
  access: 'current-role',
  body: z
    .object({
      text: field.text('text', { max: MAX_TEXT, lines: true }),
      internal: z
        .boolean('internal must be true or false')
        .optional()
        .meta({ default: false, description: 'Engineers and admins only' }),
    })
    .meta({ id: 'NewComment' }),
  example: { text: 'The money is back, thank you' },
  idempotent: true,
  limit: ({ reportLimit }: SupportRoutesContext) => reportLimit,
  answers: { 201: answer('The answer', commentView) },
  errors: [429],
  async handler(req, res, desk: SupportRoutesContext) {
    const { currentUser: actor, idempotency } = req;
    const { text, internal = false } = req.body;
    let view: CommentView | undefined;
    const comment = await addComment(
      desk,
      req.params.id,
      { text, internal },
      actor,
      async (saved, session) => {
        if (!idempotency) return;
        [view] = await commentViews(desk.models.engineers, [saved]);
        await idempotency.saveAnswer({ session }, 201, view);
      },
    );
    view ??= (await commentViews(desk.models.engineers, [comment]))[0]!;
    res.status(201).json(view);
  },
});

const listComments = defineRoute({
  method: 'get',
  path: `${BASE}/:id/comments`,
  summary: 'The conversation, oldest first',
  access: 'current-role',
  answers: { 200: pageAnswer('Answers', commentView) },
  async handler(req, res, { models }: SupportContext) {
    const page = versionPage(req);
    const ticket = await visibleTicket(models, req.params.id, req.currentUser);
    const rows = await conversation(models, String(ticket._id), req.currentUser, oneMore(page));
    const { items, nextAfter } = cutPage(rows, page.limit, toPosition);
    sendPage(req, res, items, { nextAfter });
  },
});

const listHistory = defineRoute({
  method: 'get',
  path: `${BASE}/:id/history`,
  summary: 'Who changed what, when, from what and to what; oldest first',
  access: 'current-role',
  answers: { 200: pageAnswer('Changes', historyView) },
  async handler(req, res, { models }: SupportContext) {
    const page = versionPage(req);
    const ticket = await visibleTicket(models, req.params.id, req.currentUser);
    const rows = await toHistory(models, String(ticket._id), req.currentUser, oneMore(page));
    const { items, nextAfter } = cutPage(rows, page.limit, toPosition);
    sendPage(req, res, items, { nextAfter });
  },
});

/** The page asked for of something ordered by version. */
const versionPage = (req: { query: object }) =>
  parsePage(req, { readAfter: (after) => (/^\d{1,15}$/.test(after) ? after : undefined) });

const toPosition = ({ version }: { version: number }) => String(version);

/** One row more than the page has, to see whether there is another. */
const oneMore = ({ limit, after }: Page): VersionPage => ({
  limit: limit + 1,
  after: after === undefined ? undefined : Number(after),
});

/** The routes of what was said and done on a support ticket. */
export const conversationRoutes = [createComment, listComments, listHistory];
