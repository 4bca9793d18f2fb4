import { Batcher } from '@ticketing/common/concurrency';
import type { AdmissionCode } from '@ticketing/common/admission-code';
import { ConflictError } from '@ticketing/common/errors';
import { bindAsyncContext, type Resume } from '@ticketing/common/observability';
import type { Outbox, Transaction } from '@ticketing/common/outbox';
import { type AdmissionChange, changeAll, doorTurn } from './change-admissions';
import { decideCheckIn } from './domain/check-in';
import { Admission, type AdmissionFields } from './models/admission';
import { CheckIn, type CheckInFields } from './models/check-in';

/** A code that a gate was shown. */
export interface ShownCode {
  /** Of the check-in. */
  readonly id: string;
  /** What it says; its signature is right. */
  readonly code: AdmissionCode;
  readonly doorId: string;
  readonly doorsAt?: Date | undefined;
  readonly gate?: string | undefined;
  readonly deviceAt?: Date | undefined;
  readonly offline: boolean;
  readonly byUserId: string;
}

/** What the gate is told; nothing where there is no such admission. */
export interface CheckInOutcome {
  readonly checkIn: CheckInFields;
  readonly admission: AdmissionFields;
}

interface Asked {
  readonly shown: ShownCode;
  readonly resume: Resume;
}

/**
 * Decides who may go in. What gates ask at the same time shares one transaction, each decided on what the one before it has
 * left; whatever else decides on the same admissions meets it in the database.
 */
export class CheckIns {
  private readonly batches = new Batcher<Asked, CheckInOutcome | undefined>(
    (batch) => this.decideAll(batch),
    {
      isolateFailures: true,
      // They take turns at their door: what waits for its turn would go without those who come meanwhile.
      maxRunning: 1,
    },
  );

  constructor(
    private readonly outbox: Outbox,
    private readonly now: () => Date,
  ) {}

  /**
   * Lets somebody in, or says why not. The same id again has the same answer.
   * @throws ConflictError when the id is another user's
   */
  ask(shown: ShownCode): Promise<CheckInOutcome | undefined> {
    return this.batches.add({ shown, resume: bindAsyncContext() });
  }

  /**
   * Takes back that somebody went in; done again, it changes nothing.
   * @param within done in the same transaction
   * @returns whether that check-in is the one by which the admission is used
   */
  async undo(
    checkInId: string,
    byUserId: string,
    within: (tx: Transaction, admission: AdmissionFields) => Promise<void>,
  ): Promise<boolean> {
    const asked = await CheckIn.findById(checkInId).lean();
    if (asked?.result !== 'admitted') return false;
    return this.outbox.transaction(
      async (tx) => {
        const { session } = tx;
        const admission = await Admission.findById(asked.admissionId)
          .session(session)
          .lean<AdmissionFields>();
        if (admission?.status !== 'used' || admission.checkedIn?.id !== checkInId) return false;
        const at = this.now();
        const { gate } = admission.checkedIn;
        await changeAll(tx, [
          {
            admission,
            set: { status: 'valid', checkedIn: undefined },
            entry: { at, action: 'check-in-undone', byUserId, ...(gate && { gate }) },
          },
        ]);
        await CheckIn.updateOne({ _id: checkInId }, { $set: { undoneAt: at } }, { session });
        await within(tx, admission);
        return true;
      },
      { exclusive: [doorTurn(asked.doorId)] },
    );
  }

  private decideAll(batch: readonly Asked[]): Promise<(CheckInOutcome | undefined)[]> {
    const doors = new Set(batch.map(({ shown }) => shown.code.doorId));
    return this.outbox.transaction((tx) => this.decideIn(tx, batch), {
      exclusive: [...doors].sort().map(doorTurn),
    });
  }

  private async decideIn(tx: Transaction, batch: readonly Asked[]): Promise<(CheckInOutcome | undefined)[]> {
    const { session } = tx;
    const before = await CheckIn.find({ _id: { $in: batch.map(({ shown }) => shown.id) } })
      .session(session)
      .lean<CheckInFields[]>();
    const answered = new Map(before.map((row) => [row._id, row]));
    const ids = [
      ...batch.map(({ shown }) => shown.code.admissionId),
      ...before.map(({ admissionId }) => admissionId),
    ];
    const rows = await Admission.find({ _id: { $in: ids } })
      .session(session)
      .lean<AdmissionFields[]>();
    const admissions = new Map(rows.map((row) => [row._id, row]));
    const news: CheckInFields[] = [];
    const changes: AdmissionChange[] = [];
    const outcomes: ({ checkIn: CheckInFields; admissionId: string } | undefined)[] = [];
    for (const { shown, resume } of batch) {
      const known = answered.get(shown.id);
      // Somebody else's id: this one's answer would be of an admission that they may not see.
      if (known && known.byUserId !== shown.byUserId) throw new ConflictError();
      const admission = admissions.get(known?.admissionId ?? shown.code.admissionId);
      const checkIn = known ?? (admission && this.answer(shown, admission));
      if (!known && checkIn) {
        answered.set(checkIn._id, checkIn);
        news.push(checkIn);
        if (checkIn.result === 'admitted') {
          const change = admittedBy(checkIn, admission!, resume);
          changes.push(change);
          admissions.set(checkIn.admissionId, { ...admission!, ...change.set });
        }
      }
      outcomes.push(checkIn && { checkIn, admissionId: checkIn.admissionId });
    }
    for (const changed of await changeAll(tx, changes)) admissions.set(changed._id, changed);
    if (news.length > 0) await CheckIn.collection.insertMany(news as never[], { session });
    return outcomes.map(
      (outcome) => outcome && { checkIn: outcome.checkIn, admission: admissions.get(outcome.admissionId)! },
    );
  }

  private answer(shown: ShownCode, admission: AdmissionFields): CheckInFields {
    const { id, code, doorId, doorsAt, gate, deviceAt, offline, byUserId } = shown;
    const now = this.now();
    const result = decideCheckIn({ code, admission, doorId, doorsAt, now });
    const used = result === 'used' ? admission.checkedIn : undefined;
    return {
      _id: id,
      admissionId: admission._id,
      doorId,
      result,
      at: now,
      offline,
      byUserId,
      ...(gate && { gate }),
      ...(used && { usedAt: used.at, ...(used.gate && { usedGate: used.gate }) }),
      ...(deviceAt && { deviceAt }),
    };
  }
}

function admittedBy(
  { _id, at, gate, byUserId }: CheckInFields,
  admission: AdmissionFields,
  resume: Resume,
): AdmissionChange {
  return {
    admission,
    set: { status: 'used', checkedIn: { id: _id, at, ...(gate && { gate }) } },
    entry: { at, action: 'checked-in', byUserId, ...(gate && { gate }) },
    resume,
  };
}
