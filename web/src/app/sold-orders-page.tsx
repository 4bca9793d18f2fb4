import type { ReactNode } from 'react';
import { RefundPlaces } from '../features/payments/refund-places';
import { buyerName, SoldOrders } from '../features/shows/sold-orders';

/** What a show sold, of which its seller may give back. */
export default function SoldOrdersPage(): ReactNode {
  return (
    <SoldOrders
      actions={(order, awaitChange) => (
        <RefundPlaces orderId={order.id} buyer={buyerName(order)} onDone={awaitChange} />
      )}
    />
  );
}
