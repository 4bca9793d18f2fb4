import { isDuplicateKey } from '@ticketing/common/errors';
import mongoose from 'mongoose';

/** The number of a payment's receipt. None is ever removed, so that the numbers have no gaps. */
export interface ReceiptFields {
  /** The number, from 1. */
  _id: number;
  paymentId: string;
  issuedAt: Date;
}

const schema = new mongoose.Schema<ReceiptFields>(
  {
    _id: { type: Number, required: true },
    paymentId: { type: String, required: true },
    issuedAt: { type: Date, required: true },
  },
  { versionKey: false },
);

schema.index({ paymentId: 1 }, { unique: true });

export const Receipt = mongoose.model<ReceiptFields>('Receipt', schema, 'receipts');

/** The number of a payment's receipt: the next one, when it is asked for first. Two keys decide, whoever asks at once. */
export async function receiptNumber(paymentId: string, now: Date): Promise<number> {
  for (;;) {
    const known = await Receipt.findOne({ paymentId }, { _id: 1 }).lean();
    if (known) return known._id;
    const last = await Receipt.findOne({}, { _id: 1 }).sort({ _id: -1 }).lean();
    const _id = (last?._id ?? 0) + 1;
    try {
      await Receipt.collection.insertOne({ _id: _id as never, paymentId, issuedAt: now });
      return _id;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}
