export type UserRole = 'customer' | 'engineer' | 'admin';
export type UserStatus = 'pending' | 'approved' | 'suspended';

export interface User {
  id: string;
  email: string;
  name: string;
  role: UserRole;
  status: UserStatus;
}

export type TicketStatus = 'open' | 'reserved' | 'sold';

export interface Ticket {
  id: string;
  title: string;
  price: number;
  userId: string;
  orderId?: string | null;
  status: TicketStatus;
  version: number;
  createdAt?: string;
  updatedAt?: string;
}

export type OrderStatus = 'created' | 'awaiting:payment' | 'complete' | 'cancelled';

export interface Order {
  id: string;
  status: OrderStatus;
  userId: string;
  expiresAt: string;
  version: number;
  cancelReason?: string;
  createdAt?: string;
  ticket: { id: string; title?: string; price: number };
}

export type SupportStatus = 'OPEN' | 'IN_PROGRESS' | 'CLOSED';

export interface SupportTicket {
  id: string;
  version: number;
  title: string;
  description: string;
  ticketPriority: number;
  status: SupportStatus;
  reporter: string;
  reporterName: string | null;
  assignee: string | null;
  assigneeName: string | null;
  createdAt: string;
  updatedAt: string;
  orderId: string | null;
  ticketId: string | null;
  notifications: SupportNotification[];
}

export interface SupportComment {
  id: string;
  author: string;
  authorName: string | null;
  text: string;
  internal: boolean;
  createdAt: string;
  version: number;
}

export interface SupportTicketWithComments extends SupportTicket {
  comments: SupportComment[];
}

export interface SupportHistoryEntry {
  version: number;
  actor: string | null;
  actorName: string | null;
  at: string;
  changes: { field: string; from: unknown; to: unknown }[];
}

export interface SupportNotification {
  id: string;
  recipient: string;
  channel: string;
  status: string;
  time: string;
}

export interface InboxItem {
  id: string;
  kind: string;
  subject: string | null;
  text: string;
  createdAt: string;
  readAt: string | null;
}

export type PreferenceKind = 'ticket' | 'order' | 'payment' | 'support' | 'broadcast';
export type PreferenceChannel = 'EMAIL' | 'SLACK' | 'SMS';

export interface Preferences {
  choices: Record<PreferenceKind, Record<PreferenceChannel, boolean>>;
  addresses: Partial<Record<PreferenceChannel, string>>;
}

export interface Broadcast {
  id: string;
  status: string;
  percent: number;
  total: number;
  done: number;
}

export interface NotificationAttempt {
  number: number;
  at: string;
  outcome: string;
  code?: string;
  error?: string;
}

export interface DeadNotification {
  id: string;
  type: string;
  receiver?: string;
  subject?: string;
  text: string;
  kind: string;
  origin: string;
  deadAt: string;
  deadReason: string;
  attempts: NotificationAttempt[];
}

export interface DeadLetter {
  id: string;
  subject: string;
  sequence: number;
  payload: string;
  error: string;
  attempts: number;
  redrives: number;
  deadAt: string;
}

export interface ServiceHealth {
  service: string;
  ready: boolean;
  uptimeSeconds: number;
  checks: Record<string, 'ok' | 'failed'>;
}

/** The choices to change; what isn't named stays. */
export type PreferenceChange = { [K in PreferenceKind]?: Partial<Record<PreferenceChannel, boolean>> };
