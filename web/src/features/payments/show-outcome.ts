import type { PaymentOutcome } from '../../lib/api/types';
import { showToast } from '../../ui/toast-store';

/** Says in passing that a payment takes its time; how it ends is shown by the order's page. */
export function showOutcome({ status }: Pick<PaymentOutcome, 'status'>): void {
  if (status === 'processing') {
    showToast({
      text: 'The payment is being processed',
      detail: 'You needn’t do anything: this page shows how it ends.',
    });
  }
}
