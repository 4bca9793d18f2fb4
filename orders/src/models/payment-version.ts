import mongoose from 'mongoose';

/** The last version applied of a payment; the id is the payment's. */
export interface PaymentVersionFields {
  _id: string;
  orderId: string;
  version: number;
}

const schema = new mongoose.Schema<PaymentVersionFields>(
  {
    _id: { type: String, required: true },
    orderId: { type: String, required: true },
    version: { type: Number, required: true },
  },
  { versionKey: false },
);

/** Keeps each payment event from being applied twice or out of order. */
export const PaymentVersion = mongoose.model<PaymentVersionFields>('PaymentVersion', schema);
