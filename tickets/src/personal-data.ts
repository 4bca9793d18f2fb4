import type { PersonalData } from '@ticketing/common/erasure';

/** What tickets keeps of a person beside the directory: what they sell. What was sold stays, so that its buyers know what they have. */
export const personalData: readonly PersonalData[] = [
  {
    collection: 'tickets',
    about: ({ id }) => ({ userId: id }),
    erased: 'kept',
    copied: [
      ...['title', 'price', 'currency', 'quantity', 'held', 'sold', 'seats', 'showId', 'status', 'withdrawn'],
      ...['maxPerOrder', 'maxPerBuyer', 'saleStartsAt', 'saleEndsAt', 'resaleOf', 'createdAt', 'updatedAt'],
    ],
  },
  {
    collection: 'shows',
    about: ({ id }) => ({ userId: id }),
    erased: 'kept',
    copied: [
      ...[
        'title',
        'startsAt',
        'endsAt',
        'doorsAt',
        'timeZone',
        'venue',
        'currency',
        'category',
        'description',
      ],
      ...['status', 'cancelReason', 'queue', 'resaleCapPercent', 'image', 'createdAt', 'updatedAt'],
    ],
  },
];
