import { type ReactNode, useId, useState } from 'react';
import { getOffer, joinWaitingList, leaveWaitingList } from './api';
import { describePosition, describeWait, isLiveEntry } from './waiting-words';
import type { Ticket, WaitingEntry } from '../../lib/api/types';
import { useAction } from '../../lib/data/use-action';
import { useResource } from '../../lib/data/use-resource';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { MAX_PLACES_PER_ORDER } from '../../lib/words/cart';
import { Countdown } from '../../ui/countdown';
import { ConfirmButton } from '../../ui/dialog';
import { Problem } from '../../ui/states';

/** What is offered, for how long, and both answers to it. */
function Offer({
  entry,
  orderId,
  refresh,
}: {
  entry: WaitingEntry;
  orderId: string;
  refresh: () => void;
}): ReactNode {
  const { data } = useResource(`offer:${orderId}`, (signal) => getOffer(orderId, signal));
  return (
    <>
      <p>
        <strong>{entry.quantity > 1 ? `${entry.quantity} places are yours` : 'A place is yours'}</strong> if
        you pay in time.
      </p>
      {data && <Countdown expiresAt={data.expiresAt} onOver={refresh} />}
      <Link to={paths.order(orderId)} className="button wide">
        See the offer and pay
      </Link>
      <ConfirmButton
        label="Decline"
        question="Decline this offer?"
        explanation="The next in line is asked at once. You may wait again, at the end of the line."
        keepLabel="Keep it"
        tone="plain"
        className="quiet wide"
        onConfirm={async () => {
          await leaveWaitingList(entry.id);
          refresh();
        }}
      />
    </>
  );
}

function Join({ ticket, refresh }: { ticket: Ticket; refresh: () => void }): ReactNode {
  const id = useId();
  const most = Math.min(
    ticket.quantity,
    MAX_PLACES_PER_ORDER,
    ticket.maxPerOrder ?? MAX_PLACES_PER_ORDER,
    ticket.maxPerBuyer ?? MAX_PLACES_PER_ORDER,
  );
  const [quantity, setQuantity] = useState(1);
  const { pending, problem, run } = useAction();
  const join = (): Promise<void> =>
    run(async () => {
      await joinWaitingList(ticket.id, quantity);
      refresh();
    });
  return (
    <>
      <p className="small soft">
        What becomes free is offered to the first in line, who then has some minutes to pay. Waiting costs
        nothing.
      </p>
      {most > 1 && (
        <div className="row">
          <label htmlFor={id}>Places together</label>
          <select
            id={id}
            className="input narrow-input"
            value={quantity}
            onChange={(event) => setQuantity(Number(event.target.value))}
          >
            {Array.from({ length: most }, (_, less) => (
              <option key={less}>{less + 1}</option>
            ))}
          </select>
        </div>
      )}
      <Problem text={problem} />
      <button
        type="button"
        className="button quiet wide"
        aria-label={`Join the waiting list: ${ticket.title}`}
        aria-disabled={pending}
        onClick={() => void join()}
      >
        {pending ? 'Joining…' : 'Join the waiting list'}
      </button>
    </>
  );
}

interface WaitingListProps {
  ticket: Ticket;
  /** One's own, the newest. */
  entry: WaitingEntry | undefined;
  refresh: () => void;
}

/** The line of a ticket: one's place in it, what is offered, or the way to join. */
export default function WaitingList({ ticket, entry, refresh }: WaitingListProps): ReactNode {
  return (
    <section className="stack waiting" aria-label={`Waiting list: ${ticket.title}`}>
      <div aria-live="polite">
        {entry?.status === 'waiting' && <p>{describePosition(entry)}</p>}
        {entry !== undefined && <p className="small soft">{describeWait(entry)}</p>}
      </div>
      {entry?.status === 'offered' && entry.orderId !== undefined && (
        <Offer entry={entry} orderId={entry.orderId} refresh={refresh} />
      )}
      {entry?.status === 'waiting' && (
        <ConfirmButton
          label="Leave the waiting list"
          question="Leave the waiting list?"
          explanation="Your place in line is given up. You may join again, at the end."
          keepLabel="Stay"
          tone="plain"
          className="quiet wide"
          onConfirm={async () => {
            await leaveWaitingList(entry.id);
            refresh();
          }}
        />
      )}
      {!isLiveEntry(entry) && <Join ticket={ticket} refresh={refresh} />}
    </section>
  );
}
