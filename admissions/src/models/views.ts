import { z } from 'zod';
import type { AdmissionFields } from './admission';
import { ADMISSION_ACTIONS } from './admission';
import type { CheckInFields } from './check-in';
import { CHECK_IN_RESULTS } from './check-in';
import type { ShowFields } from './known';
import { RESALE_STATUSES, type ResaleFields } from './resale';
import type { TransferFields } from './transfer';
import { TRANSFER_STATUSES } from './transfer';

const status = z.enum(['valid', 'used', 'void']);

const showView = z
  .object({
    id: z.string(),
    title: z.string(),
    startsAt: z.date(),
    endsAt: z.date().nullable(),
    doorsAt: z.date().nullable().describe('When the door opens'),
    timeZone: z.string().describe('IANA name'),
    venue: z.object({
      name: z.string(),
      address: z.string().optional(),
      city: z.string().optional(),
      country: z.string().optional(),
    }),
    status: z.enum(['scheduled', 'cancelled']),
  })
  .meta({ id: 'AdmissionShow' });

/** An admission in its holder's list. */
export const admissionView = z
  .object({
    id: z.string(),
    orderId: z.string(),
    ticketId: z.string(),
    showId: z.string().nullable(),
    title: z.string().describe('Of the ticket'),
    place: z.int().min(0).describe('Among the places of the ticket, from 0'),
    seat: z.string().nullable(),
    status,
    version: z.int().min(0),
    createdAt: z.date(),
    show: showView.nullable(),
    resale: z
      .object({
        ticketId: z.string().describe('By which it is sold'),
        price: z.number(),
        currency: z.string(),
        status: z
          .enum(['listed', 'surrendered'])
          .describe('surrendered while somebody buys it: its code is good again if they don’t pay'),
      })
      .nullable()
      .describe('That its holder sells it again'),
  })
  .meta({ id: 'Admission' });

/** An admission by itself, with its code. */
export const admissionDetail = admissionView
  .extend({
    code: z.string().nullable().describe('Signed; none once it is void'),
    qr: z.string().nullable().describe('The code as an SVG'),
    name: z.string().describe('Who holds it'),
    resaleCap: z
      .object({ price: z.number(), currency: z.string() })
      .nullable()
      .describe('The most that it may be sold again for; null while it can’t be'),
    wallets: z
      .object({ apple: z.string().nullable(), google: z.string().nullable() })
      .describe('Where it is put into a wallet; null where that can’t be done'),
    history: z.array(
      z.object({ at: z.date(), action: z.enum(ADMISSION_ACTIONS), gate: z.string().optional() }),
    ),
  })
  .meta({ id: 'AdmissionDetail' });

export type AdmissionView = z.infer<typeof admissionView>;

export function presentShow(show: ShowFields): z.infer<typeof showView> {
  const { _id, title, startsAt, endsAt, doorsAt, timeZone, venue, status } = show;
  return { id: _id, title, startsAt, endsAt, doorsAt, timeZone, venue, status };
}

export function presentAdmission(admission: AdmissionFields, show: ShowFields | undefined): AdmissionView {
  const { _id, orderId, ticketId, showId, title, place, seat, status, version, createdAt } = admission;
  const { resale } = admission;
  return {
    id: _id,
    orderId,
    ticketId,
    title,
    place,
    status,
    version,
    createdAt,
    showId: showId ?? null,
    seat: seat ?? null,
    resale: resale
      ? {
          ticketId: resale.id,
          price: resale.price,
          currency: resale.currency,
          status: resale.status,
        }
      : null,
    show: show ? presentShow(show) : null,
  };
}

/** An admission as those at its door see it. */
export const doorAdmission = z
  .object({
    id: z.string(),
    ticketId: z.string(),
    title: z.string().describe('Of the ticket'),
    place: z.int().min(0),
    seat: z.string().nullable(),
    name: z.string().describe('Who holds it'),
    status,
    version: z.int().min(0),
    codeVersion: z.int().min(0).describe('The version that its code must say'),
    at: z.date().nullable().describe('When somebody went in'),
    gate: z.string().nullable(),
    checkInId: z.string().nullable().describe('By which somebody went in'),
  })
  .meta({ id: 'DoorAdmission' });

export type DoorAdmission = z.infer<typeof doorAdmission>;

export function presentAtDoor(admission: AdmissionFields, name: string): DoorAdmission {
  const { _id, ticketId, title, place, seat, status, version, codeVersion, checkedIn } = admission;
  return {
    id: _id,
    ticketId,
    title,
    place,
    name,
    status,
    version,
    codeVersion,
    seat: seat ?? null,
    at: checkedIn?.at ?? null,
    gate: checkedIn?.gate ?? null,
    checkInId: checkedIn?.id ?? null,
  };
}

/** One line of what gates have asked. */
export const checkInView = z
  .object({
    id: z.string(),
    admissionId: z.string(),
    result: z.enum(CHECK_IN_RESULTS),
    at: z.date().describe('When it was decided'),
    gate: z.string().nullable(),
    usedAt: z.date().nullable().describe('Of a code that was used: when'),
    usedGate: z.string().nullable(),
    deviceAt: z.date().nullable().describe('By the clock of the device'),
    offline: z.boolean().describe('Whether the device decided before it asked'),
    byUserId: z.string(),
    undoneAt: z.date().nullable(),
  })
  .meta({ id: 'CheckIn' });

export function presentCheckIn(row: CheckInFields): z.infer<typeof checkInView> {
  const { _id, admissionId, result, at, offline, byUserId } = row;
  return {
    id: _id,
    admissionId,
    result,
    at,
    offline,
    byUserId,
    gate: row.gate ?? null,
    usedAt: row.usedAt ?? null,
    usedGate: row.usedGate ?? null,
    deviceAt: row.deviceAt ?? null,
    undoneAt: row.undoneAt ?? null,
  };
}

/** A transfer as both sides see it. */
export const transferView = z
  .object({
    id: z.string(),
    direction: z.enum(['in', 'out']),
    admissionId: z.string(),
    title: z.string().describe('Of the ticket'),
    email: z.string().describe('Whom it is offered to'),
    from: z.string().optional().describe('Who gives it, by name; in lists'),
    show: showView.optional().describe('In lists, where the ticket is for one'),
    status: z.enum(TRANSFER_STATUSES),
    createdAt: z.date(),
    endedAt: z.date().nullable(),
  })
  .meta({ id: 'Transfer' });

/** @param known what else is shown in a list */
export function presentTransfer(
  row: TransferFields,
  userId: string,
  { from, show }: { readonly from?: string | undefined; readonly show?: ShowFields | undefined } = {},
): z.infer<typeof transferView> {
  const { _id, admissionId, title, fromUserId, email, status, createdAt, endedAt = null } = row;
  const direction = fromUserId === userId ? 'out' : 'in';
  return {
    id: String(_id),
    direction,
    admissionId,
    title,
    email,
    status,
    createdAt,
    endedAt,
    ...(from && { from }),
    ...(show && { show: presentShow(show) }),
  };
}

/** A resale as its giver sees it. */
export const resaleView = z
  .object({
    id: z.string(),
    ticketId: z.string().describe('By which it is sold: the same as the id'),
    admissionId: z.string(),
    title: z.string().describe('Of the ticket'),
    price: z.number(),
    currency: z.string(),
    status: z.enum(RESALE_STATUSES),
    createdAt: z.date(),
  })
  .meta({ id: 'Resale' });

export function presentResale(row: ResaleFields): z.infer<typeof resaleView> {
  const { _id, admissionId, title, price, currency, status, createdAt } = row;
  return { id: _id, ticketId: _id, admissionId, title, price, currency, status, createdAt };
}
