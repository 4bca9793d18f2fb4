import type { Page } from '../../lib/api/client';
import { del, get, list, post } from '../../lib/api/typed';
import type { Admission, AdmissionDetail, Transfer } from '../../lib/api/types';

/** What the user holds; `next` is the path of a later page. */
export function listAdmissions(next: string | null, signal: AbortSignal): Promise<Page<Admission>> {
  return list('/api/admissions', { next, signal });
}

/** What the user holds of one show, of the newest. */
export async function listAdmissionsOfShow(showId: string, signal: AbortSignal): Promise<Admission[]> {
  return (await list('/api/admissions', { query: { showId, limit: 100 }, signal })).items;
}

export function getAdmission(id: string, signal: AbortSignal): Promise<AdmissionDetail> {
  return get('/api/admissions/{id}', { path: { id }, signal });
}

/** Transfers from and to the user that nobody has answered yet, of the newest ones. */
export async function listOpenTransfers(signal: AbortSignal): Promise<Transfer[]> {
  const { items } = await list('/api/transfers', { signal });
  return items.filter(({ status }) => status === 'offered');
}

export function offerAdmission(id: string, email: string): Promise<Transfer> {
  return post('/api/admissions/{id}/transfer', { path: { id }, body: { email } });
}

/** Puts it up for sale again. @param price in units of the currency it was paid in */
export async function sellAgain(id: string, price: number): Promise<void> {
  await post('/api/admissions/{id}/resale', { path: { id }, body: { price } });
}

export function withdrawResale(id: string): Promise<undefined> {
  return del('/api/admissions/{id}/resale', { path: { id } });
}

export function acceptTransfer(id: string): Promise<Transfer> {
  return post('/api/transfers/{id}/accept', { path: { id } });
}

export function declineTransfer(id: string): Promise<Transfer> {
  return post('/api/transfers/{id}/decline', { path: { id } });
}

export function withdrawTransfer(id: string): Promise<undefined> {
  return del('/api/transfers/{id}', { path: { id } });
}
