import { parseEmailAddress, storedSpellings } from '@ticketing/common/forms';
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
import { Admission } from '../models/admission';
import { Show, type ShowFields } from '../models/known';
import { Transfer, type TransferFields } from '../models/transfer';
import { presentTransfer, transferView } from '../models/views';
import type { AdmissionsContext } from './context';

/** A mail address, in its one form. */
export const emailField = field.parsed(parseEmailAddress, 'email must be a mail address', {
  type: 'string',
  format: 'email',
});

const offer = defineRoute({
  method: 'post',
  path: '/api/admissions/:id/transfer',
  summary: 'Offer an admission to an address; until it is accepted it stays the giver’s',
  access: 'signed-in',
  body: z.object({ email: emailField }).meta({ id: 'NewTransfer' }),
  example: { email: 'ada@example.com' },
  answers: { 202: answer('The transfer', transferView) },
  errors: [409, 429],
  // Defence: offers of transfers are limited → limit: () => (_req, _res, next) => next(),
  limit: ({ transferLimit }: AdmissionsContext) => transferLimit,
  async handler(req, res, { transfers }: AdmissionsContext) {
    const { currentUser } = req;
    const transfer = await transfers.offer(req.params.id, req.body.email, currentUser);
    res.status(202).send(presentTransfer(transfer, currentUser.id));
  },
});

const list = defineRoute({
  method: 'get',
  path: '/api/transfers',
  summary: 'Transfers from and to the user, newest first',
  access: 'signed-in',
  answers: { 200: pageAnswer('Transfers', transferView) },
  async handler(req, res, { directory }: AdmissionsContext) {
    const page = parsePage(req);
    const { id } = req.currentUser;
    const user = await directory.find(id);
    const mine = [
      { fromUserId: id },
      { toUserId: id },
      // What is for an address is shown to whom it is proven to belong.
      ...(user?.emailVerified ? [{ email: { $in: storedSpellings(user.email) } }] : []),
    ];
    const rows = await Transfer.find({ $and: [{ $or: mine }, newestFirst.after(page)] })
      .sort(newestFirst.sort)
      .limit(page.limit + 1)
      .lean<TransferFields[]>();
    const { items, nextAfter } = cutPage(rows, page.limit, newestFirst.toPosition);
    const known = await describe(items, directory);
    sendPage(
      req,
      res,
      items.map((row) => presentTransfer(row, id, known(row))),
      { nextAfter },
    );
  },
});

/** Who gives what of which show. */
async function describe(rows: readonly TransferFields[], directory: AdmissionsContext['directory']) {
  const [givers, admissions] = await Promise.all([
    directory.findAll(rows.map(({ fromUserId }) => fromUserId)),
    Admission.find({ _id: { $in: rows.map(({ admissionId }) => admissionId) } }, { showId: 1 }).lean(),
  ]);
  const showIds = new Map(admissions.map(({ _id, showId }) => [_id, showId]));
  const found = await Show.find({
    _id: { $in: [...showIds.values()].filter((id) => id !== undefined) },
  }).lean<ShowFields[]>();
  const shows = new Map(found.map((show) => [show._id, show]));
  return ({ fromUserId, admissionId }: TransferFields) => ({
    from: givers.get(fromUserId)?.name,
    show: shows.get(showIds.get(admissionId) ?? ''),
  });
}

const answerOffer = (act: 'accept' | 'decline', summary: string) =>
  defineRoute({
    method: 'post',
    path: `/api/transfers/:id/${act}`,
    summary,
    access: 'signed-in',
    answers: { 200: answer('The transfer', transferView) },
    errors: [403, 409],
    async handler(req, res, { transfers, access }: AdmissionsContext) {
      const { id } = req.currentUser;
      const email = await access.requireVerified(id);
      res.send(presentTransfer(await transfers[act](req.params.id, { id, email }), id));
    },
  });
const accept = answerOffer(
  'accept',
  'Become the holder; the address must be proven, and the giver’s code is good no more',
);
const decline = answerOffer('decline', 'Leave it to the giver; the address must be proven');

const withdraw = defineRoute({
  method: 'delete',
  path: '/api/transfers/:id',
  summary: 'Take an offer back; its giver only',
  access: 'signed-in',
  answers: { 204: answer('Taken back') },
  errors: [409],
  async handler(req, res, { transfers }: AdmissionsContext) {
    await transfers.withdraw(req.params.id, req.currentUser.id);
    res.status(204).end();
  },
});

/** The routes of admissions that change hands, in their order. */
export const transferRoutes = [offer, list, accept, decline, withdraw];
