import { BadRequestError, ConflictError, isDuplicateKey, NotFoundError } from '@ticketing/common/errors';
import { sameEmailAddress } from '@ticketing/common/forms';
import type { Outbox } from '@ticketing/common/outbox';
import mongoose from 'mongoose';
import { changeAll, doorTurn } from './change-admissions';
import type { Codes } from './codes';
import { TransferOfferedPublisher } from './events/publishers';
import { Admission, type AdmissionFields } from './models/admission';
import { Transfer, type TransferFields } from './models/transfer';

/** Who asks. */
interface Actor {
  readonly id: string;
  readonly email: string;
}

/** What transfers work with. */
export interface TransferDependencies {
  readonly outbox: Outbox;
  readonly codes: Codes;
  readonly now: () => Date;
}

const gone = (): ConflictError => new ConflictError('The transfer has ended', { code: 'transfer_ended' });
const notValid = (): ConflictError =>
  new ConflictError('The admission was used or is void', { code: 'not_valid' });

/** Admissions that change hands: offered to an address, and accepted by whoever has proven that it is theirs. */
export class Transfers {
  constructor(private readonly dependencies: TransferDependencies) {}

  /**
   * @throws NotFoundError for an admission that isn't theirs; ConflictError for one that was used, is void, or is on offer
   * already; BadRequestError for their own address
   */
  async offer(admissionId: string, email: string, giver: Actor): Promise<TransferFields> {
    try {
      return await this.dependencies.outbox.transaction(async (tx) => {
        const { session } = tx;
        // Read with the offer: one that is accepted at this moment makes it somebody else’s.
        const admission = await Admission.findById(admissionId).session(session).lean<AdmissionFields>();
        // Defence: an admission is its holder’s → if (!admission) throw new NotFoundError();
        if (admission?.userId !== giver.id) throw new NotFoundError();
        if (admission.status !== 'valid') throw notValid();
        if (sameEmailAddress(email, giver.email))
          throw new BadRequestError('The admission is yours already', {
            field: 'email',
            code: 'own_address',
          });
        const { title, showId } = admission;
        const transfer: TransferFields = {
          _id: new mongoose.Types.ObjectId(),
          admissionId,
          title,
          fromUserId: giver.id,
          email,
          status: 'offered',
          createdAt: this.dependencies.now(),
        };
        await Transfer.collection.insertOne(transfer, { session });
        await new TransferOfferedPublisher(tx).publish({
          id: String(transfer._id),
          admissionId,
          title,
          fromUserId: giver.id,
          email,
          ...(showId && { showId }),
        });
        return transfer;
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      throw new ConflictError('It is offered to somebody already', { code: 'already_offered' });
    }
  }

  /**
   * Makes the taker its holder, with a new code.
   * @param taker whose address is proven
   * @throws NotFoundError when it isn't for them; ConflictError when it ended, or the admission can't be given any more
   */
  async accept(id: string, taker: Actor): Promise<TransferFields> {
    const transfer = await findFor(id, taker);
    const { admissionId } = transfer;
    const doorId = (await Admission.findById(admissionId, { doorId: 1 }).lean())?.doorId ?? '';
    return this.dependencies.outbox.transaction(
      async (tx) => {
        const { session } = tx;
        const endedAt = this.dependencies.now();
        const accepted = await Transfer.findOneAndUpdate(
          { _id: id, status: 'offered' },
          { $set: { status: 'accepted', toUserId: taker.id, endedAt } },
          { session, returnDocument: 'after' },
        ).lean<TransferFields>();
        if (!accepted) throw gone();
        const admission = await Admission.findById(admissionId).session(session).lean<AdmissionFields>();
        if (admission?.status !== 'valid' || admission.userId !== transfer.fromUserId) throw notValid();
        const codeVersion = admission.codeVersion + 1;
        const code = this.dependencies.codes.sign({ admissionId, doorId, version: codeVersion });
        await changeAll(tx, [
          {
            admission,
            set: { userId: taker.id, codeVersion, code },
            entry: { at: endedAt, action: 'transferred', byUserId: taker.id },
          },
        ]);
        return accepted;
      },
      { exclusive: [doorTurn(doorId)] },
    );
  }

  /** @throws NotFoundError when it isn't for them; ConflictError when it ended */
  async decline(id: string, taker: Actor): Promise<TransferFields> {
    await findFor(id, taker);
    return this.end({ _id: id }, 'declined');
  }

  /** Takes an offer back. @throws NotFoundError when it isn't theirs; ConflictError when it ended */
  async withdraw(id: string, giverId: string): Promise<void> {
    if (!(await Transfer.exists({ _id: id, fromUserId: giverId }))) throw new NotFoundError();
    await this.end({ _id: id }, 'withdrawn');
  }

  private async end(filter: { _id: string }, status: 'declined' | 'withdrawn'): Promise<TransferFields> {
    const ended = await Transfer.findOneAndUpdate(
      { ...filter, status: 'offered' },
      { $set: { status, endedAt: this.dependencies.now() } },
      { returnDocument: 'after' },
    ).lean<TransferFields>();
    if (!ended) throw gone();
    return ended;
  }
}

/** @throws NotFoundError when there is none, or it is for another address */
async function findFor(id: string, { email }: Actor): Promise<TransferFields> {
  const transfer = await Transfer.findById(id).lean<TransferFields>();
  // Defence: a transfer is for its address → if (!transfer) throw new NotFoundError();
  if (!transfer || !sameEmailAddress(transfer.email, email)) throw new NotFoundError();
  return transfer;
}
