import { z } from 'zod';
import { fields } from './event';

export const userRole = z.enum(['customer', 'engineer', 'admin']);
export const userStatus = z.enum(['pending', 'approved', 'suspended']);

/** What an account may do. */
export type UserRole = z.infer<typeof userRole>;
/** Whether the role is in force: an engineer is `pending` until an admin approves. */
export type UserStatus = z.infer<typeof userStatus>;

/** The public state of an account, told whole on each change. */
export const userData = z.object({
  id: fields.id,
  version: fields.version,
  email: z.string().min(3).max(320),
  name: z.string().max(200),
  role: userRole,
  status: userStatus,
});
