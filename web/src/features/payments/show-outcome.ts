import type { PaymentOutcome } from '../../lib/api/types';
import { showToast } from '../../ui/toast-store';

/** Says in passing how a payment went, as far as that is known already. */
export function showOutcome({ status }: Pick<PaymentOutcome, 'status'>): void {
  if (status === 'succeeded') showToast({ text: 'Paid. The ticket is yours.' });
  if (status === 'processing') {
    showToast({
      text: 'The payment is being processed',
      detail: 'You needn’t do anything: this page shows how it ends.',
    });
  }
}
