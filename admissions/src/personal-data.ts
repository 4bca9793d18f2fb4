import { DELETED_ADDRESS, type PersonalData } from '@ticketing/common/erasure';
import { storedSpellings } from '@ticketing/common/forms';

/** What admissions keeps of a person beside the directory. Who holds an admission is an id, and stays. */
export const personalData: readonly PersonalData[] = [
  {
    collection: 'transfers',
    about: ({ email }) => (email ? { email: { $in: storedSpellings(email) } } : undefined),
    blank: () => [
      {
        $set: {
          email: DELETED_ADDRESS,
          // Nobody can accept it any more.
          status: { $cond: [{ $eq: ['$status', 'offered'] }, 'withdrawn', '$status'] },
          endedAt: { $ifNull: ['$endedAt', '$$NOW'] },
        },
      },
    ],
  },
  { collection: 'doorstaff', about: ({ id }) => ({ userId: id }) },
];
