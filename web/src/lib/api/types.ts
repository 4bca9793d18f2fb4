import type { components as Admissions } from './admissions.schema';
import type { components as Auth } from './auth.schema';
import type { components as Notifications } from './notifications.schema';
import type { components as Orders } from './orders.schema';
import type { components as Payments } from './payments.schema';
import type { components as Support } from './support.schema';
import type { components as Tickets } from './tickets.schema';

export type User = Auth['schemas']['User'];
export type UserRole = User['role'];
export type UserStatus = User['status'];
export type SecondFactorRequest = Auth['schemas']['SecondFactorRequest'];
export type SecondFactors = Auth['schemas']['SecondFactors'];
/** A place where somebody is signed in. */
export type AccountSession = Auth['schemas']['Session'];
export type AuditEntry = Auth['schemas']['AuditEntry'];
/** A copy of all that is kept of an account, and how far it is. */
export type Export = Auth['schemas']['Export'];
export type Passkey = Auth['schemas']['Passkey'];
export type PasskeyCreation = Auth['schemas']['PasskeyCreation'];
export type PasskeyAssertion = Auth['schemas']['PasskeyAssertion'];

export type Ticket = Tickets['schemas']['Ticket'];
export type NewTicket = Tickets['schemas']['NewTicket'];
export type Show = Tickets['schemas']['Show'];
export type ShowWithTickets = Tickets['schemas']['ShowWithTickets'];
export type NewShow = Tickets['schemas']['NewShow'];
export type ShowEdit = Tickets['schemas']['ShowEdit'];

export type Order = Orders['schemas']['Order'];
export type QueuePosition = Orders['schemas']['QueuePosition'];
export type WaitingEntry = Orders['schemas']['WaitingEntry'];
export type SoldOrder = Orders['schemas']['SoldOrder'];
export type Sales = Orders['schemas']['Sales'];
export type SalesOverview = Orders['schemas']['SalesOverview'];
export type SoldDay = Orders['schemas']['SoldDay'];

export type Admission = Admissions['schemas']['Admission'];
export type AdmissionDetail = Admissions['schemas']['AdmissionDetail'];
export type Transfer = Admissions['schemas']['Transfer'];
/** A door and what changed there; its `show` is left open by the document. */
export type Door = Admissions['schemas']['Door'];
export type DoorAdmission = Admissions['schemas']['DoorAdmission'];
export type StaffedDoor = Admissions['schemas']['StaffedDoor'];
export type Holder = Admissions['schemas']['Holder'];
export type DoorMessage = Admissions['schemas']['DoorMessage'];
export type DoorStaff = Admissions['schemas']['DoorStaff'];
export type CheckIn = Admissions['schemas']['CheckIn'];
export type CheckInAnswer = Admissions['schemas']['CheckInAnswer'];

export type Payment = Payments['schemas']['Payment'];
export type PaymentOutcome = Payments['schemas']['PaymentOutcome'];

export type SupportTicket = Support['schemas']['SupportTicket'];
export type SupportTicketWithComments = Support['schemas']['SupportTicketWithComments'];
export type SupportStatus = SupportTicket['status'];
export type SupportHistoryEntry = Support['schemas']['HistoryEntry'];

export type BlockedPerson = Notifications['schemas']['Blocks'][number];
export type RoomReport = Notifications['schemas']['RoomReport'];

export type DeadLetter = Tickets['schemas']['DeadLetter'];

/** How a service is, for admins; its OpenAPI document leaves the shape open. */
export interface ServiceHealth {
  service: string;
  ready: boolean;
  uptimeSeconds: number;
  checks: Record<string, 'ok' | 'failed'>;
}

export type InboxItem = Notifications['schemas']['NotificationSummary'];
export type Preferences = Notifications['schemas']['Preferences'];
export type Choices = Notifications['schemas']['Choices'];
export type PreferenceKind = keyof Choices;
export type PreferenceChannel = keyof NonNullable<Choices[PreferenceKind]>;
export type Broadcast = Notifications['schemas']['Broadcast'];
export type DeadNotification = Notifications['schemas']['DeadNotification'];
