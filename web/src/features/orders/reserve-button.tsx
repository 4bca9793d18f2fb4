import { type ReactNode, useState } from 'react';
import { Link } from '../../lib/router/link';
import { useLocation, useNavigate } from '../../lib/router/router';
import { ApiError, NetworkError, changedPrice, isUnsettled, errorMessage } from '../../lib/api/errors';
import { createOrder } from './api';
import type { Ticket } from '../../lib/api/types';
import { useAction } from '../../lib/data/use-action';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { formatMoney } from '../../lib/words/format';
import { paths, signInFrom } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';
import { Dialog } from '../../ui/dialog';
import { type ReserveFailure, ReserveProblem } from './reserve-problem';

/**
 * Reserves a ticket at the price that is shown, or asks again when it costs something else by now. A retry after a lost answer
 * sends the same key, so it never makes a second order.
 */
export function ReserveButton({ ticket, onLost }: { ticket: Ticket; onLost: () => void }): ReactNode {
  const { user } = useSession();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const mutate = useIdempotentMutation();
  const [newPrice, setNewPrice] = useState<number | null>(null);
  const { pending, problem, run } = useAction<ReserveFailure>((error) => {
    const changed = changedPrice(error);
    setNewPrice(changed ?? null);
    const retry = changed === undefined && isUnsettled(error);
    if (!retry) onLost();
    return changed === undefined ? { text: explain(error), retry } : null;
  });

  if (user === undefined)
    return <span className="button wide" aria-hidden="true" style={{ visibility: 'hidden' }} />;
  if (user === null) {
    return (
      <Link to={signInFrom(pathname)} className="button wide">
        Sign in to reserve
      </Link>
    );
  }

  const reserve = (price: number): Promise<void> =>
    run(async () => {
      const order = await mutate({ ticketId: ticket.id, price }, createOrder);
      navigate(paths.order(order.id));
    });

  // When the answer got lost it may be us who hold the ticket: asking again under the same key tells.
  const possible = ticket.status === 'open' || problem?.retry === true;

  return (
    <>
      {problem !== null && <ReserveProblem {...problem} />}
      <button
        type="button"
        className="button wide"
        aria-disabled={pending || !possible}
        onClick={() => possible && void reserve(ticket.price)}
      >
        {pending ? 'Reserving…' : 'Reserve'}
      </button>
      {newPrice !== null && (
        <Dialog
          title={`The price is now ${formatMoney(newPrice, ticket.currency)}`}
          onClose={() => setNewPrice(null)}
        >
          <p className="soft">The seller changed it while you were looking. Reserve at that price?</p>
          <div className="row">
            <button type="button" className="button quiet grow" onClick={() => setNewPrice(null)}>
              Don’t reserve
            </button>
            <button
              type="button"
              className="button grow"
              aria-disabled={pending}
              onClick={() => void reserve(newPrice)}
            >
              {pending ? 'Reserving…' : `Reserve for ${formatMoney(newPrice, ticket.currency)}`}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function explain(error: unknown): string {
  if (error instanceof NetworkError) return 'The answer got lost. Press again: you won’t reserve it twice.';
  if (error instanceof ApiError && error.status === 400) return `${error.message}`;
  return errorMessage(error);
}
