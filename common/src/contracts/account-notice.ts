import { z } from 'zod';
import { defineEvents, type EventIn, fields } from './event';
import { Subjects } from './subjects';

/** What the owner of an account is mailed about. */
export const accountNoticeKinds = [
  'verify',
  'reset',
  'email-change',
  'email-requested',
  'email-changed',
  'email-taken',
  'password-changed',
  'second-factor-added',
  'second-factor-removed',
  'recovery-codes-renewed',
  'passkey-added',
  'passkey-removed',
  'provider-added',
  'export-ready',
  'deletion-requested',
  'deletion-undone',
  'deleted',
] as const;
export type AccountNoticeKind = (typeof accountNoticeKinds)[number];

export const accountNoticeEvents = defineEvents('account-notice', {
  [Subjects.AccountNotice]: z.object({
    id: fields.id,
    /** Each notice is the one event of its history. */
    version: z.literal(0),
    /** The account it is about. */
    userId: fields.id,
    /** Where it is mailed: at times not the account's address, but the one it had or is to have. */
    email: z.string().min(3).max(320),
    kind: z.enum(accountNoticeKinds),
    /** What the text needs; nothing in it was written by a person. */
    data: z.object({
      /** Stands in the link of the mail; whoever has it may use it, once. */
      token: z.string().min(1).max(100).optional(),
      /** When the token ends. */
      expiresAt: fields.time.optional(),
      /** When what it tells of is to happen. */
      dueAt: fields.time.optional(),
    }),
  }),
});

/** Somebody has to hear of something about an account, by a mail of fixed text. */
export type AccountNoticeEvent = EventIn<typeof accountNoticeEvents, Subjects.AccountNotice>;
