import { newPage } from '../admission-documents/page';

/** What was paid for. */
interface ReceiptLine {
  readonly title: string;
  readonly quantity: number;
  /** Of each, in units of the currency. */
  readonly price: number;
}

/** What a receipt says. */
export interface Receipt {
  /** From 1, without gaps. */
  readonly number: number;
  readonly paidAt: Date;
  readonly orderId: string;
  /** Names; empty where nobody knows them any more. */
  readonly buyer: string;
  readonly seller: string;
  readonly lines: readonly ReceiptLine[];
  /** In units of the currency. */
  readonly total: number;
  /** ISO 4217. */
  readonly currency: string;
  /** What went back, in units of the currency. */
  readonly refunded?: number | undefined;
}

/** One A4 page that says what was paid, by whom, to whom and for what. */
export function receiptPdf(receipt: Receipt): Promise<Buffer> {
  const { number, paidAt, orderId, buyer, seller, lines, total, currency, refunded } = receipt;
  const money = new Intl.NumberFormat('en-US', { style: 'currency', currency: currency.toUpperCase() });
  const { document, line, end } = newPage(`Receipt ${number}`);
  line(`Receipt No. ${number}`, 24, 'bold');
  line(
    `Paid on ${new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(paidAt)}`,
    13,
  );
  line(`Order ${orderId}`, 11);
  if (buyer) line(`Received from ${buyer}`, 13);
  if (seller) line(`For ${seller}`, 13);
  document.moveDown();
  for (const { title, quantity, price } of lines)
    line(`${quantity} × ${title}, ${money.format(price)} each`, 13);
  document.moveDown();
  line(`Total ${money.format(total)}`, 18, 'bold');
  if (refunded !== undefined) line(`Given back ${money.format(refunded)}`, 13);
  return end();
}
