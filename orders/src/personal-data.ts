import { type PersonalData, PROJECTED } from '@ticketing/common/erasure';
import type { mongo } from 'mongoose';

/** What orders keeps of a person beside the directory: what they bought and wait for. It names them by their id only. */
export const personalData: readonly PersonalData[] = [
  {
    collection: 'orders',
    about: ({ id }) => ({ userId: id }),
    erased: 'kept',
    copied: [
      ...['status', 'cancelReason', 'expiresAt', 'ticket', 'items', 'total', 'currency', 'offer', 'resale'],
      ...['paymentId', 'refunded', 'createdAt', 'updatedAt'],
    ],
  },
  {
    collection: 'waiting_entries',
    about: ({ id }) => ({ userId: id }),
    erased: 'kept',
    copied: ['ticketId', 'quantity', 'number', 'status', 'orderId', 'why', 'createdAt'],
  },
  {
    collection: 'queue_entries',
    about: ({ id }) => ({ userId: id }),
    erased: 'kept',
    copied: ['showId', 'state', 'number', 'joinedAt', 'admittedUntil'],
  },
  {
    collection: 'places',
    about: ({ id }): mongo.Filter<mongo.Document> => ({ allowance: { $regex: `#${id}#` } }),
    erased: 'kept',
    copied: { withheld: 'Which places an order has, as the order says.' },
  },
  { collection: 'tickets', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
  { collection: 'shows', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
];
