import mongoose from 'mongoose';

/** What happened to an admission. */
export const ADMISSION_ACTIONS = [
  'issued',
  'checked-in',
  'check-in-undone',
  'transferred',
  'refunded',
  'show-cancelled',
  'listed',
  'unlisted',
  'surrendered',
  'returned',
  'resold',
] as const;
export type AdmissionAction = (typeof ADMISSION_ACTIONS)[number];

/** One line of an admission's history. */
export interface HistoryEntry {
  readonly at: Date;
  readonly action: AdmissionAction;
  /** Whose doing it was, where it was a person's. */
  readonly byUserId?: string | undefined;
  readonly gate?: string | undefined;
}

/** When somebody went in. */
export interface CheckedIn {
  /** Of the check-in. */
  readonly id: string;
  readonly at: Date;
  readonly gate?: string | undefined;
}

/** That its holder sells it again. */
export interface ListedAdmission {
  /** Of the resale, which is that of the ticket by which it is sold. */
  readonly id: string;
  /** In currency units. */
  readonly price: number;
  readonly currency: string;
  /** Surrendered while an order may pay for it: it is void until that ends unpaid. */
  readonly status: 'listed' | 'surrendered';
  /** The order that it is surrendered to. */
  readonly orderId?: string | undefined;
}

export interface AdmissionFields {
  /** Follows from order, ticket and place, so that none is issued twice. */
  _id: string;
  version: number;
  orderId: string;
  ticketId: string;
  showId?: string | undefined;
  /** The show's id, or the ticket's where it is for no show. */
  doorId: string;
  title: string;
  place: number;
  seat?: string | undefined;
  /** Who holds it. */
  userId: string;
  buyerId: string;
  sellerId: string;
  status: 'valid' | 'used' | 'void';
  codeVersion: number;
  /** The one code that is good; none once it is void. */
  code?: string | undefined;
  checkedIn?: CheckedIn | undefined;
  /** What the place cost at first, and what its last buyer has paid, in units of the currency; unknown of older ones. */
  faceValue?: number | undefined;
  paid?: number | undefined;
  currency?: string | undefined;
  /** None while it isn't for sale. */
  resale?: ListedAdmission | undefined;
  /** The admission to the same place that was sold again for this one. */
  resaleOf?: string | undefined;
  /** Of its last change among those of its door, from 1 without gaps. */
  sequence: number;
  history: HistoryEntry[];
  createdAt: Date;
  /** When its order was completed; of two orders of one place, the later one has it. */
  completedAt?: Date | undefined;
}

const schema = new mongoose.Schema<AdmissionFields>(
  {
    _id: { type: String, required: true },
    version: { type: Number, required: true },
    orderId: { type: String, required: true },
    ticketId: { type: String, required: true },
    showId: { type: String },
    doorId: { type: String, required: true },
    title: { type: String, required: true },
    place: { type: Number, required: true },
    seat: { type: String },
    userId: { type: String, required: true },
    buyerId: { type: String, required: true },
    sellerId: { type: String, required: true },
    status: { type: String, enum: ['valid', 'used', 'void'], required: true },
    codeVersion: { type: Number, required: true },
    code: { type: String },
    checkedIn: {
      type: { _id: false, id: { type: String }, at: { type: Date }, gate: { type: String } },
      default: undefined,
    },
    faceValue: { type: Number },
    paid: { type: Number },
    currency: { type: String },
    resale: {
      type: {
        _id: false,
        id: { type: String },
        price: { type: Number },
        currency: { type: String },
        status: { type: String, enum: ['listed', 'surrendered'] },
        orderId: { type: String },
      },
      default: undefined,
    },
    resaleOf: { type: String },
    sequence: { type: Number, required: true },
    history: [
      {
        _id: false,
        at: { type: Date },
        action: { type: String, enum: ADMISSION_ACTIONS },
        byUserId: { type: String },
        gate: { type: String },
      },
    ],
    createdAt: { type: Date, required: true },
    completedAt: { type: Date },
  },
  { versionKey: false },
);

// A place has one code: whoever issues the next voids the last.
schema.index(
  { ticketId: 1, place: 1 },
  { name: 'one_code_per_place', unique: true, partialFilterExpression: { code: { $exists: true } } },
);
schema.index({ userId: 1, createdAt: -1, _id: -1 });
schema.index({ orderId: 1 });
schema.index({ doorId: 1, sequence: 1 });
schema.index({ doorId: 1, userId: 1 });
schema.index({ doorId: 1, status: 1, 'checkedIn.gate': 1 });

/** Of those that a refund or a cancelled show voids: what is surrendered to an order would be good again without one. */
export const IS_VOIDABLE = {
  $or: [{ status: { $ne: 'void' as const } }, { 'resale.status': 'surrendered' as const }],
};

/** What buyers and those after them hold. */
export const Admission = mongoose.model<AdmissionFields>('Admission', schema);
