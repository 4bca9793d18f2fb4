import { type PersonalData, PROJECTED } from '@ticketing/common/erasure';

/** What payments keeps of a person beside the directory. Books are kept; they name people by their ids only. */
export const personalData: readonly PersonalData[] = [
  {
    collection: 'payments',
    about: ({ id }) => ({ userId: id }),
    erased: 'kept',
    copied: [
      ...['orderId', 'ticketId', 'ticketIds', 'attempt', 'amountCents', 'currency', 'status', 'stripeId'],
      ...[
        'until',
        'refusal',
        'refund.reason',
        'refund.requestedAt',
        'refund.amountCents',
        'refund.refundedAt',
        'placeRefunds.reason',
        'placeRefunds.requestedAt',
        'placeRefunds.amountCents',
        'placeRefunds.places',
        'placeRefunds.refundedAt',
      ],
      ...['history.at', 'history.status', 'history.reason', 'createdAt'],
    ],
  },
  { collection: 'orders', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
  { collection: 'tickets', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
  { collection: 'shows', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: PROJECTED },
  { collection: 'resales', about: ({ id }) => ({ organiserId: id }), erased: 'kept', copied: PROJECTED },
];
