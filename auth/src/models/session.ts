import { SESSION_IDLE_SECONDS } from '@ticketing/common/http';
import mongoose from 'mongoose';
import { z } from 'zod';

/** How long a session lives however much it is used, in seconds: 30 days. */
const SESSION_MAX_SECONDS = 30 * 24 * 60 * 60;

/** A session as stored: one that is not there has ended. Its id is the claim `sid` of its tokens. */
export interface SessionFields {
  userId: mongoose.Types.ObjectId;
  /** Browser and system, as far as the client says. */
  device: string;
  /** Network address the session began at, shortened. */
  address: string;
  /** Whether it began with a second factor, which the account still has. */
  secondFactor?: boolean;
  firstSeen: Date;
  lastSeen: Date;
  expiresAt: Date;
}

const sessionSchema = new mongoose.Schema<SessionFields>(
  {
    userId: { type: mongoose.Schema.Types.ObjectId, required: true },
    device: { type: String, required: true },
    address: { type: String, required: true },
    secondFactor: Boolean,
    firstSeen: { type: Date, required: true },
    lastSeen: { type: Date, required: true },
    expiresAt: { type: Date, required: true },
  },
  { versionKey: false },
);
sessionSchema.index({ userId: 1, lastSeen: -1 });
sessionSchema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });

export const Session = mongoose.model('Session', sessionSchema);
export type SessionDocument = mongoose.HydratedDocument<SessionFields>;

/** When a session ends that was last seen now. */
export function sessionExpiry(firstSeen: Date, now: Date): Date {
  return new Date(
    Math.min(now.getTime() + SESSION_IDLE_SECONDS * 1_000, firstSeen.getTime() + SESSION_MAX_SECONDS * 1_000),
  );
}

/** A session as its owner sees it. */
export const sessionView = z
  .object({
    id: z.string(),
    device: z.string().describe('Browser and system, as far as the client says'),
    address: z.string().describe('Network address it began at, shortened'),
    firstSeen: z.string().meta({ format: 'date-time' }),
    lastSeen: z.string().meta({ format: 'date-time' }).describe('To within 15 minutes'),
    current: z.boolean().describe('Whether it is the session that asks'),
  })
  .meta({ id: 'Session' });

/** What is told of a session. */
export function presentSession(session: SessionDocument, currentId?: string): z.infer<typeof sessionView> {
  const { device, address, firstSeen, lastSeen } = session;
  const id = session._id.toHexString();
  return {
    id,
    device,
    address,
    firstSeen: firstSeen.toISOString(),
    lastSeen: lastSeen.toISOString(),
    current: id === currentId,
  };
}
