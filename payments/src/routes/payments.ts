import { BadRequestError, NotAuthorizedError, NotFoundError } from '@ticketing/common/errors';
import { parseObjectId } from '@ticketing/common/forms';
import {
  answer,
  cutPage,
  defineRoute,
  failureLimit,
  field,
  pageAnswer,
  parsePage,
  recordAct,
  sendPage,
} from '@ticketing/common/http';
import { fromCents } from '@ticketing/common/money';
import type mongoose from 'mongoose';
import { z } from 'zod';
import { findPaidPlaces, nextPlaceRefund } from '../attempts/paid-places';
import type { RefundRequest } from '../attempts/refunds';
import { publicStatus } from '../domain/attempt-status';
import { hasMoved, refunderRole, type Viewer } from '../domain/refund-rights';
import { Order } from '../models/order';
import { groupPlaces } from '../domain/refund-places';
import { Payment, type PaymentRow } from '../models/payment';
import { Show, type ShowProjection } from '../models/show';
import { Ticket } from '../models/ticket';
import { paymentOutcome, type PaymentView, paymentView, presentPayment } from '../models/payment-view';
import type { PaymentDependencies } from '../payment-dependencies';
import { findSeller, toViewer, type VisiblePayment, visiblePayment } from './visible-payment';

/** What the routes work with. */
export interface PaymentsContext extends PaymentDependencies {
  readonly connection: mongoose.Connection;
  readonly config: PaymentConfig;
}

const paymentConfig = z
  .object({
    /** For Stripe's card field; null where there are test cards only. */
    publishableKey: z.string().nullable(),
    /** Whether real money moves, Stripe's test mode is used, or a stand-in answers. */
    mode: z.enum(['live', 'test', 'mock']),
  })
  .meta({ id: 'PaymentConfig' });

/** What a page has to know to take a card. */
export type PaymentConfig = z.infer<typeof paymentConfig>;

const showConfig = defineRoute({
  method: 'get',
  path: '/api/payments/config',
  summary: 'How the page takes a card',
  access: 'anyone',
  answers: { 200: answer('The configuration', paymentConfig) },
  handler(_req, res, { config }: PaymentsContext) {
    res.send(config);
  },
});

/** Tokens and payment methods as Stripe names them. A card number is none, and is never taken. */
const stripeToken = /^(tok|pm)_[A-Za-z0-9_]{1,200}$/;

const newPayment = z
  .object({
    orderId: field.id('orderId'),
    token: field.parsed(
      (value) => (typeof value === 'string' && stripeToken.test(value) ? value : undefined),
      'token must be a card token or payment method made by Stripe',
      {
        type: 'string',
        pattern: stripeToken.source,
        description: 'A card token or payment method made by Stripe; card data are never sent here',
      },
    ),
  })
  .meta({ id: 'NewPayment' });

/** Failed payments of a user per hour, after which there is a pause: who has more is trying out stolen cards. */
const FAILURES_PER_HOUR = 30;

const create = defineRoute({
  method: 'post',
  path: '/api/payments',
  summary: 'Pay an order; its buyer only',
  description:
    'A refused card is a 400 with the reason, and the hold goes on. 202 with a client secret: the bank asks the ' +
    'buyer, see `until`. 202 without one: the card network has not answered yet; ask for the payment by its id. ' +
    'Posting again never charges twice: it continues what was begun.',
  access: 'signed-in',
  limit: ({ connection }: PaymentsContext) =>
    failureLimit(connection, {
      name: 'failed-payments',
      limit: FAILURES_PER_HOUR,
      windowSeconds: 3_600,
      key: (req) => req.currentUser?.id ?? '',
    }),
  body: newPayment,
  example: { orderId: '665f1f77bcf86cd799439011', token: 'pm_card_visa' },
  idempotent: true,
  answers: { 201: answer('Paid', paymentOutcome), 202: answer('Not decided yet', paymentOutcome) },
  errors: [404, 429],
  async handler(req, res, { payOrder }: PaymentsContext) {
    const { payment, clientSecret } = await payOrder.pay({ ...req.body, userId: req.currentUser.id });
    const status = publicStatus(payment.status);
    const outcome = { id: payment._id.toString(), status };
    if (status === 'requires_action') {
      // Defence: a secret of the bank is not kept → ;
      req.forgetSuccess?.();
      res.status(202).send({ ...outcome, clientSecret, until: payment.until });
    } else res.status(status === 'processing' ? 202 : 201).send(outcome);
  },
});

const list = defineRoute({
  method: 'get',
  path: '/api/payments',
  summary: 'Own payments, newest first; everybody’s for an admin',
  access: 'current-role',
  query: z.object({
    orderId: field
      .id('orderId')
      .optional()
      .describe('Those of one order, for its buyer and the seller of its ticket'),
  }),
  answers: { 200: pageAnswer('Payments', paymentView) },
  async handler(req, res, { now }: PaymentsContext) {
    const { limit, after } = parsePage(req, { readAfter: parseObjectId });
    const { orderId } = req.query;
    const viewer = toViewer(req.currentUser);
    const rows = await Payment.find({
      ...(await visibleTo(viewer, orderId)),
      ...(orderId ? { orderId } : {}),
      ...(after ? { _id: { $lt: after } } : {}),
    })
      .sort({ _id: -1 })
      .limit(limit + 1)
      .lean<PaymentRow[]>();
    const { items, nextAfter } = cutPage(rows, limit, ({ _id }) => String(_id));
    const views = items.map(async (payment) =>
      orderId && payment.status === 'succeeded'
        ? presentRefundable({ payment, sellerId: await findSeller(payment.ticketId) }, viewer, now())
        : presentPayment(payment, viewer),
    );
    sendPage(req, res, await Promise.all(views), { nextAfter });
  },
});

async function visibleTo(viewer: Viewer, orderId: string | undefined): Promise<{ userId?: string }> {
  const own = { userId: viewer.id };
  if (viewer.role === 'admin') return {};
  const order = orderId ? await Order.findById(orderId, { ticketId: 1, userId: 1 }).lean() : null;
  if (!order) return own;
  const sellerId = await findSeller(order.ticketId);
  return refunderRole(viewer, { userId: order.userId, sellerId }) ? {} : own;
}

const show = defineRoute({
  method: 'get',
  path: '/api/payments/:id',
  summary: 'One payment, for its buyer, the seller of its ticket and admins',
  access: 'current-role',
  answers: { 200: answer('The payment', paymentView) },
  async handler(req, res, { now }: PaymentsContext) {
    const viewer = toViewer(req.currentUser);
    const visible = await visiblePayment(req.params.id, viewer);
    res.send(await presentRefundable(visible, viewer, now()));
  },
});

const defaultReason = {
  admin: 'Refunded by the platform',
  seller: 'Refunded by the seller',
  buyer: 'The show has moved',
} as const;

const MAX_PLACES = 10;
const QUANTITY = `quantity must be a whole number from 1 to ${MAX_PLACES}`;

const wantedPlaces = z
  .object({
    ticketId: field.id('ticketId'),
    quantity: z
      .preprocess(field.toNumber, z.int(QUANTITY).min(1, QUANTITY).max(MAX_PLACES, QUANTITY))
      .optional()
      .describe('How many of its places; as many as there are seats, else one'),
    seats: field
      .seats('seats', MAX_PLACES)
      .optional()
      .describe('Which, where the places are seats; those that went back before are passed over'),
  })
  .refine(
    ({ quantity, seats }) => quantity === undefined || seats === undefined || seats.length === quantity,
    { path: ['quantity'], error: 'quantity must be the number of seats' },
  );

const refund = defineRoute({
  method: 'post',
  path: '/api/payments/:id/refund',
  summary:
    'Give the money back, all or for some places; the seller of the ticket, admins, and the buyer of a show that has moved',
  description:
    'With `items`, what was paid for these places goes back: their admissions are void, and they are free again; the others ' +
    'stay paid. The last of them ends the order, as a refund without `items` does. Each place goes back once; of places ' +
    'without labels a repeated request means further ones, unless it has the same `Idempotency-Key`. ' +
    'What was paid for places that their holders have sold again stays. What is bought of a holder is given back by the organiser.',
  access: 'current-role',
  body: z
    .object({
      reason: field.text('reason', { max: 200 }).optional().describe('Told to the buyer'),
      items: z
        .array(wantedPlaces)
        .min(1)
        .max(MAX_PLACES)
        .optional()
        .describe('The places that go back; all, if not said'),
    })
    .meta({ id: 'NewRefund' }),
  bodyOptional: true,
  example: { reason: 'The concert was called off' },
  idempotent: true,
  answers: {
    200: answer('Given back', paymentView),
    202: answer('Recorded; the provider is asked until it is done', paymentView),
  },
  errors: [409],
  async handler(req, res, { refunds, now }: PaymentsContext) {
    const viewer = toViewer(req.currentUser);
    const visible = await visiblePayment(req.params.id, viewer);
    const role = await findRefundRole(visible, viewer, now());
    if (!role) throw new NotAuthorizedError();
    const { reason = defaultReason[role], items } = req.body;
    const wish: RefundRequest = {
      by: { id: viewer.id, role },
      reason,
      within: (tx, { _id, orderId, userId, amountCents }, given) => {
        const cents = String(given.amountCents ?? amountCents);
        const after = { payment: _id.toString(), order: orderId, cents, as: role };
        // Defence: who refunds is in the audit log → return Promise.resolve();
        return recordAct(tx, req, { action: 'payment.refund-requested', subject: userId, after });
      },
    };
    const id = visible.payment._id.toString();
    const wanted = await (items ? refunds.requestPlaces(id, items, wish) : refunds.request(id, wish));
    const isWanted = wanted?.status === 'refunding' || wanted?.status === 'refunded' || wanted?.placeRefunds;
    if (!isWanted) {
      throw new BadRequestError('Only a payment that took money can be refunded', { code: 'not_refundable' });
    }
    const refunded = await refunds.perform(wanted);
    const isDone = refunded.status !== 'refunding' && !nextPlaceRefund(refunded);
    res.status(isDone ? 200 : 202).send(presentPayment(refunded, viewer));
  },
});

/** As what somebody may have a payment refunded, or `undefined`; the buyer when the show has moved. */
async function findRefundRole({ payment, sellerId }: VisiblePayment, viewer: Viewer, now: Date) {
  const role = refunderRole(viewer, { userId: payment.userId, sellerId });
  if (role || payment.userId !== viewer.id) return role;
  return hasMoved(await paidShows(payment), payment.createdAt, now) ? ('buyer' as const) : undefined;
}

/** A payment, for who may have it refunded with the places that can go back. */
async function presentRefundable(visible: VisiblePayment, viewer: Viewer, now: Date): Promise<PaymentView> {
  const mayRefund = (await findRefundRole(visible, viewer, now)) !== undefined;
  const refundable = mayRefund ? await listRefundable(visible.payment) : undefined;
  return presentPayment(visible.payment, viewer, refundable);
}

/** The places of a payment that can go back, by ticket; `undefined` where they aren't known. */
async function listRefundable(payment: PaymentRow): Promise<PaymentView['refundable']> {
  if (payment.status !== 'succeeded') return undefined;
  const paid = await findPaidPlaces(payment);
  const left = paid?.filter(({ state }) => state === 'kept' || state === 'listed');
  if (!left) return undefined;
  const titles = await Ticket.find(
    { _id: { $in: left.map(({ ticketId }) => ticketId) } },
    { title: 1 },
  ).lean();
  return groupPlaces(left).map(({ ticketId, quantity, seats }) => ({
    ticketId,
    quantity,
    ...(seats ? { seats } : {}),
    title: titles.find(({ _id }) => _id === ticketId)?.title ?? 'Ticket',
    price: fromCents(left.find((place) => place.ticketId === ticketId)!.cents),
  }));
}

/** The shows of what a payment is for. */
async function paidShows({ ticketId, ticketIds = [ticketId] }: PaymentRow): Promise<ShowProjection[]> {
  const showIds = await Ticket.distinct('showId', { _id: { $in: ticketIds } });
  return Show.find({ _id: { $in: showIds } }).lean();
}

const listRefunds = defineRoute({
  method: 'get',
  path: '/api/payments/refunds',
  summary: 'How far the refunds of a cancelled show are; its organiser and admins',
  access: 'current-role',
  query: z.object({ showId: field.id('showId') }),
  answers: {
    200: answer(
      'The progress',
      z
        .object({
          payments: z.number().describe('Payments of the show that took money, given back or not'),
          refunded: z.number(),
          done: z.boolean().describe('Whether the show is cancelled and nothing is left to give back'),
        })
        .meta({ id: 'RefundProgress' }),
    ),
  },
  errors: [404],
  async handler(req, res, { cancelledShows }: PaymentsContext) {
    const { showId } = req.query;
    const show = await Show.findById(showId, { userId: 1 }).lean();
    if (!show) throw new NotFoundError('There is no such show');
    const { id, role } = toViewer(req.currentUser);
    // Defence: what a show took is its organiser’s → ;
    if (role !== 'admin' && show.userId !== id) throw new NotAuthorizedError();
    res.send(await cancelledShows.progress(showId));
  },
});

/** The routes of payments and their refunds, in their order. */
export const paymentRoutes = [showConfig, listRefunds, create, list, show, refund];
