import { BadRequestError, NotFoundError, UnavailableError } from '@ticketing/common/errors';
import { answer, defineRoute, fileAnswer, readUpload } from '@ticketing/common/http';
import { z } from 'zod';
import { ownerRefusal } from '../domain/show';
import { Picture, pictureKey } from '../models/picture';
import { Show } from '../models/show';
import { presentShow, showView } from '../models/show-view';
import { PICTURE_SIZES, renderPicture } from '../pictures';
import { setPicture } from '../show-edits';
import { done, type ShowsContext, toError } from './shows';

/** Each keeps up to 10 MiB until it is rendered. */
const MAX_UPLOADS = 4;
const upload = {
  field: 'image',
  description: 'A JPEG, PNG, WebP or AVIF, told by its content; not animated, 24 megapixels at most (AVIF 8)',
  maxBytes: 10 * 1024 * 1024,
};

let uploads = 0;

/** Reads its body itself, so it comes before the JSON parser. */
export const uploadRoute = defineRoute({
  method: 'post',
  path: '/api/shows/:id/image',
  summary: 'Give a show its picture; its organiser only',
  description:
    'In place of the one before. It is turned upright, scaled down, and kept without its metadata.',
  access: 'signed-in',
  upload,
  limit: ({ ticketLimit }: ShowsContext) => ticketLimit,
  answers: { 201: answer('The show', showView) },
  errors: [429],
  async handler(req, res, { outbox }: ShowsContext) {
    const { id } = req.params;
    const userId = req.currentUser.id;
    // Before so much is read.
    const why = ownerRefusal(await Show.findById(id, { userId: 1, status: 1 }).lean(), userId);
    if (why) throw toError(why);
    if (uploads >= MAX_UPLOADS) throw new UnavailableError('Other pictures are being read, try again later');
    uploads += 1;
    try {
      const picture = await renderPicture(await readUpload(req, upload));
      if (!picture) throw new BadRequestError('This is no picture that can be shown', notAPicture);
      res.status(201).send(presentShow(done(await setPicture(outbox, id, { userId, picture }))));
    } finally {
      uploads -= 1;
    }
  },
});

const notAPicture = { field: upload.field, code: 'not_a_picture' };

export const pictureRoute = defineRoute({
  method: 'get',
  path: '/api/shows/:id/image/:imageId',
  summary: 'The picture of a show',
  description: 'What is at an address never changes.',
  access: 'anyone',
  query: z.object({
    size: z
      .enum(PICTURE_SIZES)
      .optional()
      .describe('Pixels of its longer side, unless it has fewer; 1280 if not given'),
  }),
  answers: { 200: fileAnswer('The picture', 'image/webp') },
  async handler(req, res) {
    const { id, imageId } = req.params;
    const { size = '1280' } = req.query;
    const picture = await Picture.findById(pictureKey(id, imageId), { [`files.${size}`]: 1 });
    if (!picture) throw new NotFoundError();
    res
      .set('Cache-Control', 'public, max-age=31536000, immutable')
      .type('image/webp')
      .send(picture.files[size]);
  },
});
