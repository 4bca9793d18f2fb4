import { type ReactNode, useState } from 'react';
import { getPayment, listPayments, refundPlaces } from './api';
import { newIdempotencyKey } from '../../lib/api/client';
import type { Payment } from '../../lib/api/types';
import { useResource } from '../../lib/data/use-resource';
import { formatMoney, plural } from '../../lib/words/format';
import { ConfirmDialog } from '../../ui/dialog';
import { ResourceView } from '../../ui/states';
import { showToast } from '../../ui/toast-store';

type Refundable = NonNullable<Payment['refundable']>[number];

/** How many places go back of a ticket, or which. */
type Choice = Readonly<Record<string, { quantity: number; seats?: string[] }>>;

interface RefundPlacesProps {
  orderId: string;
  /** Who has bought them. */
  buyer: string;
  onDone: () => void;
}

/** The payment of an order that took money, with what of it can go back. */
async function findPaid(orderId: string, signal: AbortSignal): Promise<Payment | null> {
  const payments = await listPayments(orderId, signal);
  const paid = payments.find(({ status }) => ['succeeded', 'refunding', 'refunded'].includes(status));
  return paid ? getPayment(paid.id, signal) : null;
}

const addUp = (items: readonly Refundable[], choice: Choice): number =>
  items.reduce(
    (sum, { ticketId, price }) => sum + Math.round(price * 100) * (choice[ticketId]?.quantity ?? 0),
    0,
  ) / 100;

interface PlaceChoiceProps {
  item: Refundable;
  chosen: Choice[string] | undefined;
  onChange: (chosen: Choice[string]) => void;
}

/** The seats of a ticket, or how many of its places. */
function PlaceChoice({ item, chosen, onChange }: PlaceChoiceProps): ReactNode {
  const { title, quantity, seats } = item;
  if (seats === undefined)
    return (
      <label className="row spread">
        <span>{title}</span>
        <select
          className="input"
          style={{ inlineSize: 'auto' }}
          value={chosen?.quantity ?? 0}
          onChange={({ target }) => onChange({ quantity: Number(target.value) })}
        >
          {Array.from({ length: quantity + 1 }, (_, count) => (
            <option key={count} value={count}>
              {count === 0 ? 'None' : count}
            </option>
          ))}
        </select>
      </label>
    );
  const taken = chosen?.seats ?? [];
  return (
    <fieldset>
      <legend>{title}</legend>
      <div className="row">
        {seats.map((seat) => (
          <label key={seat} className="check">
            <input
              type="checkbox"
              checked={taken.includes(seat)}
              onChange={({ target }) => {
                const next = target.checked ? [...taken, seat] : taken.filter((other) => other !== seat);
                onChange({ quantity: next.length, seats: next });
              }}
            />
            {seat}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface RefundDialogProps extends RefundPlacesProps {
  payment: Payment;
  onClose: () => void;
}

function RefundDialog({ payment, buyer, onDone, onClose }: RefundDialogProps): ReactNode {
  const { id, refundable = [], currency } = payment;
  const [choice, setChoice] = useState<Choice>(() =>
    Object.fromEntries(
      refundable.map(({ ticketId, quantity, seats }) => [ticketId, { quantity, ...(seats && { seats }) }]),
    ),
  );
  const [key, setKey] = useState(newIdempotencyKey);
  const count = Object.values(choice).reduce((sum, { quantity }) => sum + quantity, 0);
  const amount = formatMoney(addUp(refundable, choice), currency);
  const isWhole = refundable.every(({ ticketId, quantity }) => choice[ticketId]?.quantity === quantity);
  return (
    <ConfirmDialog
      question="Give the money back?"
      confirmLabel={count === 0 ? 'Choose places' : `Refund ${plural(count, 'place')}`}
      keepLabel="Keep the sale"
      onClose={onClose}
      onConfirm={async () => {
        if (count === 0) return;
        const items = refundable.flatMap(({ ticketId }) => {
          const chosen = choice[ticketId];
          return chosen && chosen.quantity > 0 ? [{ ticketId, ...chosen }] : [];
        });
        await refundPlaces(id, isWhole ? undefined : items, key);
        showToast({ text: `${buyer} gets ${amount} back` });
        onDone();
      }}
    >
      <div className="stack">
        {refundable.map((item) => (
          <PlaceChoice
            key={item.ticketId}
            item={item}
            chosen={choice[item.ticketId]}
            onChange={(chosen) => {
              setChoice({ ...choice, [item.ticketId]: chosen });
              setKey(newIdempotencyKey());
            }}
          />
        ))}
        <p className="soft" aria-live="polite">
          {count === 0
            ? 'Choose the places that go back.'
            : `${buyer} gets ${amount} back, the codes of these places are void, and they go on sale again.`}
        </p>
      </div>
    </ConfirmDialog>
  );
}

function LoadedRefund({ onClose, ...props }: RefundPlacesProps & { onClose: () => void }): ReactNode {
  const resource = useResource(`paid:${props.orderId}`, (signal) => findPaid(props.orderId, signal));
  return (
    <ResourceView resource={resource}>
      {(payment) =>
        payment?.refundable?.length ? (
          <RefundDialog
            {...props}
            key={JSON.stringify(payment.refundable)}
            payment={payment}
            onClose={onClose}
          />
        ) : (
          <p className="small soft" role="status">
            Nothing of it can be given back now.
          </p>
        )
      }
    </ResourceView>
  );
}

/** Lets the seller give the money back for all places of an order, or some. */
export function RefundPlaces(props: RefundPlacesProps): ReactNode {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button quiet"
        aria-label={`Refund ${props.buyer}`}
        onClick={() => setOpen(true)}
      >
        Refund
      </button>
      {open && <LoadedRefund {...props} onClose={() => setOpen(false)} />}
    </>
  );
}
