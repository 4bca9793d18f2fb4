import { isDuplicateKeyOf } from '@ticketing/common/errors';

/** The index that lets a buyer have one unpaid place in a slot. */
export const ONE_UNPAID_PLACE_PER_SLOT = 'one_unpaid_place_per_slot';

/** Whether an error says that the buyer has an unpaid place in one of the slots already. */
export function isSlotTaken(error: unknown): boolean {
  return isDuplicateKeyOf(error, 'orders', ONE_UNPAID_PLACE_PER_SLOT);
}
