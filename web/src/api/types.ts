import type { components as Auth } from './auth.schema';
import type { components as Orders } from './orders.schema';
import type { components as Payments } from './payments.schema';
import type { components as Support } from './support.schema';
import type { components as Tickets } from './tickets.schema';

export type User = Auth['schemas']['User'];
export type UserRole = User['role'];
export type UserStatus = User['status'];

export type Ticket = Tickets['schemas']['Ticket'];
export type TicketStatus = Ticket['status'];

export type Order = Orders['schemas']['Order'];
export type OrderStatus = Order['status'];

export type Payment = Payments['schemas']['Payment'];
export type PaymentStatus = Payment['status'];
export type PaymentOutcome = Payments['schemas']['PaymentOutcome'];

export type SupportTicket = Support['schemas']['SupportTicket'];
export type SupportTicketWithComments = Support['schemas']['SupportTicketWithComments'];
export type SupportStatus = SupportTicket['status'];
export type SupportHistoryEntry = Support['schemas']['HistoryEntry'];

export type DeadLetter = Tickets['schemas']['DeadLetter'];

/** How a service is, for admins; its OpenAPI document leaves the shape open. */
export interface ServiceHealth {
  service: string;
  ready: boolean;
  uptimeSeconds: number;
  checks: Record<string, 'ok' | 'failed'>;
}

export interface InboxItem {
  id: string;
  kind: string;
  subject: string | null;
  text: string;
  createdAt: string;
  readAt: string | null;
  supportTicketId?: string;
}

export type PreferenceKind = 'ticket' | 'order' | 'payment' | 'support' | 'broadcast';
export type PreferenceChannel = 'EMAIL' | 'SLACK' | 'SMS';
export type Choices = { [K in PreferenceKind]?: { [C in PreferenceChannel]?: boolean } };

export interface Preferences {
  preferences: Choices;
  addresses: { SLACK?: string; SMS?: string };
  pending: { SLACK?: string; SMS?: string };
  essential: PreferenceKind[];
}

export interface Broadcast {
  jobId: string;
  status: 'RUNNING' | 'DONE';
  progress: number;
  told: number;
  message: string;
  audience: 'all' | 'customers' | 'engineers' | 'admins' | 'sellers' | 'buyers';
  createdAt: string;
}

export interface DeadNotification {
  id: string;
  type: string;
  kind: string;
  subject: string | null;
  text: string;
  receiver: string | null;
  deadAt: string | null;
  error: string | null;
  attempts: { number: number }[];
}
