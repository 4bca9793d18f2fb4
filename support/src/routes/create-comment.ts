import { type Request, type Response, Router } from 'express';
import { body, matchedData } from 'express-validator';
import { idempotency, idParam, textField, validateRequest } from '@ticketing/common/http';
import { addComment } from '../desk/add-comment';
import { type CommentView, commentViews } from '../views/conversation-view';
import { MAX_TEXT } from './input';
import { BASE, type RouteParts } from './parts';
import { requireActor, signedIn } from './require-actor';

interface Input {
  text: string;
  internal?: boolean;
}

/** `POST /:id/comments`: answers publicly, or with `internal` as a note among engineers and admins. */
export function createCommentRoute({ connection, desk, directory }: RouteParts): Router {
  return Router().post(
    `${BASE}/:id/comments`,
    signedIn(directory),
    [
      idParam(),
      textField('text', { max: MAX_TEXT, lines: true }),
      body('internal')
        .optional()
        .custom((value: unknown) => typeof value === 'boolean')
        .withMessage('internal must be true or false'),
    ],
    validateRequest,
    idempotency(connection),
    async (req: Request, res: Response) => {
      const actor = requireActor(req);
      const { text, internal = false } = matchedData<Input>(req, { locations: ['body'] });
      let view: CommentView | undefined;
      const id = String(req.params['id']);
      const comment = await addComment(desk, id, { text, internal }, actor, async (saved, session) => {
        if (!req.idempotency) return;
        [view] = await commentViews(desk.models.roster, [saved]);
        await req.idempotency.remember({ session }, 201, view);
      });
      view ??= (await commentViews(desk.models.roster, [comment]))[0];
      res.status(201).json(view);
    },
  );
}
