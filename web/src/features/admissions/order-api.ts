import { list } from '../../lib/api/typed';
import type { Admission } from '../../lib/api/types';

/** What the user holds of one order, which has ten places at the most. */
export async function listAdmissionsOfOrder(orderId: string, signal: AbortSignal): Promise<Admission[]> {
  return (await list('/api/admissions', { query: { orderId }, signal })).items;
}
