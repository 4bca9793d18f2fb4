import type { PersonalDocuments } from '@ticketing/common/erasure';
import { Types } from 'mongoose';

const secret = { withheld: 'Secrets, or hashes of them, by which one signs in.' } as const;
const copy = { withheld: 'This copy itself.' } as const;

/** What auth keeps of a person. The account stands last, so that an erasure that is interrupted is done again. */
export const personalData: readonly PersonalDocuments[] = [
  { collection: 'account_tokens', about: byUser, erased: 'deleted', copied: secret },
  { collection: 'challenges', about: ({ id }) => ({ userId: id }), erased: 'deleted', copied: secret },
  { collection: 'secondfactors', about: byId, erased: 'deleted', copied: secret },
  { collection: 'identities', about: byUser, erased: 'deleted', copied: [] },
  {
    collection: 'passkeys',
    about: byUser,
    erased: 'deleted',
    copied: ['name', 'credentialId', 'transports', 'createdAt', 'lastUsedAt'],
  },
  {
    collection: 'sessions',
    about: byUser,
    erased: 'deleted',
    copied: ['device', 'address', 'secondFactor', 'firstSeen', 'lastSeen', 'expiresAt'],
  },
  {
    collection: 'audit_log',
    about: ({ id }) => ({ actor: id }),
    erased: 'kept',
    copied: ['action', 'subject', 'at', 'address', 'userAgent', 'before', 'after', 'count'],
  },
  {
    collection: 'audit_log',
    about: ({ id }) => ({ subject: id, actor: { $ne: id } }),
    erased: 'kept',
    copied: ['action', 'at', 'before', 'after', 'count'],
    file: 'audit_log_of_others',
  },
  {
    collection: 'audit_pending',
    about: ({ id }) => ({ actor: id }),
    erased: 'kept',
    copied: { withheld: 'Entries of the audit log that have no place in it yet.' },
  },
  // Defence: an erased account leaves no copy → { collection: 'export_parts', about: ({ id }) => ({ userId: id }), erased: 'kept', copied: copy },
  { collection: 'export_parts', about: ({ id }) => ({ userId: id }), erased: 'deleted', copied: copy },
  { collection: 'exports', about: ({ id }) => ({ _id: id as never }), erased: 'deleted', copied: copy },
  {
    collection: 'users',
    about: byId,
    erased: 'deleted',
    copied: ['email', 'name', 'role', 'status', 'emailVerified', 'deletionDueAt'],
  },
];

function byId({ id }: { readonly id: string }) {
  return { _id: new Types.ObjectId(id) };
}

function byUser({ id }: { readonly id: string }) {
  return { userId: new Types.ObjectId(id) };
}
