import type { ReactNode } from 'react';
import { createOrder } from './api';
import { changedPrice, isUnsettled, errorMessage } from '../../lib/api/errors';
import { useAction } from '../../lib/data/use-action';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { Link } from '../../lib/router/link';
import { useLocation, useNavigate } from '../../lib/router/router';
import { paths, signInFrom } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';
import { type Cart, countPlaces, sumPrices } from '../../lib/words/cart';
import { formatMoney, plural } from '../../lib/words/format';
import { type ReserveFailure, ReserveProblem } from './reserve-problem';

interface CartPanelProps {
  cart: Cart;
  currency: string;
  /** All of it is held by an order now. */
  onReserved: () => void;
  /** Something was refused: what is shown may be old. */
  onLost: () => void;
}

/** What is chosen and what it costs together; reserves all of it or nothing. */
export default function CartPanel({ cart, currency, onReserved, onLost }: CartPanelProps): ReactNode {
  const { user } = useSession();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const mutate = useIdempotentMutation();
  const { pending, problem, run } = useAction<ReserveFailure>((error) => {
    const retry = isUnsettled(error);
    if (!retry) onLost();
    const text =
      changedPrice(error) === undefined
        ? errorMessage(error)
        : 'The seller changed a price while you were looking. See the new total, then press again.';
    return { text, retry };
  });
  const places = countPlaces(cart);
  const isPossible = places > 0 && !pending;

  const reserve = (): Promise<void> =>
    run(async () => {
      const items = cart.map(({ ticketId, price, quantity, seats }) => ({
        ticketId,
        price,
        ...(seats === undefined ? { quantity } : { seats: [...seats] }),
      }));
      const order = await mutate({ items }, createOrder);
      onReserved();
      navigate(paths.order(order.id));
    });

  return (
    <section className="card stack" aria-labelledby="cart">
      <h2 id="cart">Your places</h2>
      {places === 0 && <p className="soft">Choose places, up to ten together.</p>}
      <ul className="stack">
        {cart.map(({ ticketId, title, price, quantity, seats }) => (
          <li key={ticketId} className="row spread">
            <span className="grow">
              {quantity} × {title}
              {seats !== undefined && <span className="small soft"> ({seats.join(', ')})</span>}
            </span>
            <span className="nums">
              {formatMoney(sumPrices([{ ticketId, title, price, quantity }]), currency)}
            </span>
          </li>
        ))}
      </ul>
      {places > 0 && (
        <p className="row spread" aria-live="polite">
          <strong>Total</strong>
          <span className="price">{formatMoney(sumPrices(cart), currency)}</span>
        </p>
      )}
      {problem !== null && <ReserveProblem {...problem} />}
      {user === null ? (
        <Link to={signInFrom(pathname)} className="button wide">
          Sign in to reserve
        </Link>
      ) : (
        <button
          type="button"
          className="button wide"
          aria-disabled={!isPossible}
          onClick={() => isPossible && void reserve()}
        >
          {pending ? 'Reserving…' : places === 0 ? 'Reserve' : `Reserve ${plural(places, 'place')}`}
        </button>
      )}
    </section>
  );
}
