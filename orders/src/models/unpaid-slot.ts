import { isDuplicateKey } from '@ticketing/common/errors';

/** The index that lets a buyer have one unpaid order in a slot. */
export const ONE_UNPAID_ORDER_PER_SLOT = 'one_unpaid_order_per_slot';

/** Whether an error says that the buyer has an unpaid order in the slot already. */
export function isSlotTaken(error: unknown): boolean {
  return isDuplicateKey(error) && (error as Error).message?.includes(ONE_UNPAID_ORDER_PER_SLOT);
}
