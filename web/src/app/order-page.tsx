import { type ReactNode, Suspense, lazy } from 'react';
import { Link } from '../lib/router/link';
import { useParams } from '../lib/router/router';
import { listAdmissionsOfOrder } from '../features/admissions/order-api';
import { cancelOrder, getOrder } from '../features/orders/api';
import type { Order } from '../lib/api/types';
import { usePoll } from '../lib/data/use-poll';
import { type Resource, useResource } from '../lib/data/use-resource';
import { formatDateTime, formatMoney } from '../lib/words/format';
import {
  describeOrder,
  describeVoid,
  isLive,
  isSinglePlace,
  orderNumber,
  orderedShow,
  orderTitle,
} from '../lib/words/order-state';
import { useLiveOrder, useLiveRefresh } from '../lib/live/live-context';
import { PaymentHistory } from '../features/payments/payment-history';
import { PayPanel } from '../features/payments/pay-panel';
import { usePayments } from '../features/payments/use-payments';
import { paths } from '../lib/router/routes';
import { useUser } from '../lib/session/session-context';
import { Chip } from '../ui/chip';
import { Countdown } from '../ui/countdown';
import { ConfirmButton } from '../ui/dialog';
import { Page } from '../ui/page';
import { ResaleChip } from '../ui/resale-chip';
import { Skeleton, ResourceView, Notice } from '../ui/states';

/** Few orders are of an event that was moved. */
const BuyerRefund = lazy(() => import('../features/payments/buyer-refund'));
const OrderShow = lazy(() => import('../features/orders/order-show'));
const OrderAdmissions = lazy(() => import('../features/admissions/order-admissions'));

/** How often it is asked whether a resale can be paid, in ms; the live connection tells sooner. */
const ASK_EVERY_MS = 2_000;

function OrderSummary({ order }: { order: Order }): ReactNode {
  const state = describeOrder(order);
  const showId = orderedShow(order);
  return (
    <Notice kind={state.tone}>
      <p>
        <strong>{state.label}.</strong> {state.detail}
      </p>
      {order.status === 'cancelled' && order.cancelReason !== 'show-cancelled' && (
        <p>
          {showId !== undefined && order.items.length > 1 ? (
            <Link to={paths.show(showId)}>See whether the tickets are still free</Link>
          ) : (
            <Link to={paths.ticket(order.ticket.id)}>See whether the ticket is still free</Link>
          )}
        </p>
      )}
    </Notice>
  );
}

function OrderChip({ order }: { order: Order }): ReactNode {
  const state = describeOrder(order);
  return (
    <div aria-live="polite" data-testid="order-state">
      <Chip tone={state.tone}>{state.label}</Chip>
    </div>
  );
}

/** The event that an order is for, where all of it is for one. */
function OrderEvent({ order }: { order: Order }): ReactNode {
  const showId = orderedShow(order);
  if (showId === undefined) return null;
  return (
    <Suspense fallback={<span className="order-show" />}>
      <OrderShow showId={showId} isLinked />
    </Suspense>
  );
}

/** Each ticket with how many places of it, or which. */
function OrderItems({ order }: { order: Order }): ReactNode {
  return (
    <ul>
      {order.items.map(({ ticket, quantity, seats }) => (
        <li key={ticket.id}>
          {!isSinglePlace(order) && `${quantity} × `}
          <Link to={paths.ticket(ticket.id)}>{ticket.title}</Link>
          {seats !== undefined && <span className="small soft"> ({seats.join(', ')})</span>}
        </li>
      ))}
    </ul>
  );
}

/** The places that went back while the order went on. */
function RefundedItems({ items }: NonNullable<Order['refunded']>): ReactNode {
  return (
    <ul>
      {items.map(({ ticket, quantity, seats }) => (
        <li key={ticket.id}>
          {quantity} × {ticket.title}
          {seats !== undefined && <span className="small soft"> ({seats.join(', ')})</span>}
        </li>
      ))}
    </ul>
  );
}

/** What was bought, and whether none of it is good any more; it alone is printed. */
function PaidPass({ order, isVoid }: { order: Order; isVoid: boolean }): ReactNode {
  return (
    <section className="pass" aria-labelledby="order-state" data-print="">
      <div className="pass-main stack">
        <OrderChip order={order} />
        <h2 id="order-state">{orderTitle(order)}</h2>
        <OrderEvent order={order} />
        <OrderItems order={order} />
        <p>{isVoid ? describeVoid(order) : describeOrder(order).detail}</p>
      </div>
      <div className="pass-side stack">
        <p className="price large">{formatMoney(order.total, order.currency)}</p>
        <p className="small soft">
          Order <span className="mono">{orderNumber(order)}</span>
        </p>
        <button type="button" className="button quiet unprinted" onClick={() => print()}>
          Print
        </button>
      </div>
    </section>
  );
}

/** What an order is of, what it costs and until when it is held. */
function OrderFacts({ order }: { order: Order }): ReactNode {
  return (
    <dl className="facts">
      <dt>Order</dt>
      <dd className="mono">{orderNumber(order)}</dd>
      <dt>{order.items.length > 1 ? 'Tickets' : 'Ticket'}</dt>
      <dd>
        <OrderItems order={order} />
        {order.resale && <ResaleChip />}
      </dd>
      <dt>{isSinglePlace(order) ? 'Price' : 'Total'}</dt>
      <dd className="nums">{formatMoney(order.total, order.currency)}</dd>
      {order.refunded && (
        <>
          <dt>Given back</dt>
          <dd>
            <RefundedItems {...order.refunded} />
            <span className="nums">{formatMoney(order.refunded.total, order.currency)}</span>
          </dd>
        </>
      )}
      {order.createdAt !== undefined && (
        <>
          <dt>Reserved</dt>
          <dd>{formatDateTime(order.createdAt)}</dd>
        </>
      )}
      {isLive(order) && (
        <>
          <dt>Held until</dt>
          <dd>{formatDateTime(order.expiresAt)}</dd>
        </>
      )}
    </dl>
  );
}

/** An order of somebody else, for the help desk. */
function OthersOrder({ order }: { order: Order }): ReactNode {
  const payments = usePayments(order);
  return (
    <div className="two-columns">
      <section className="card stack" aria-label="The order">
        <div>
          <OrderChip order={order} />
        </div>
        <p className="soft">Somebody else’s order: only its buyer can pay or cancel it.</p>
        <OrderEvent order={order} />
        <OrderFacts order={order} />
      </section>
      <PaymentHistory payments={payments.data ?? []} />
    </div>
  );
}

interface OrderViewProps extends Pick<Resource<Order>, 'refresh' | 'refreshWhenIdle'> {
  order: Order;
}

function OrderView({ order, refresh, refreshWhenIdle }: OrderViewProps): ReactNode {
  const state = describeOrder(order);
  const live = isLive(order);
  const payments = usePayments(order);
  const { data: admissions = [], refresh: refreshAdmissions } = useResource(
    order.status === 'complete' ? `admissions-of:${order.id}` : null,
    (signal) => listAdmissionsOfOrder(order.id, signal),
  );
  useLiveRefresh('admission', refreshAdmissions);
  const isAsked = live && order.resale?.surrendered === false;
  usePoll(refreshWhenIdle, isAsked ? ASK_EVERY_MS : null);
  return (
    <div className="two-columns">
      {order.status === 'complete' ? (
        <div className="stack">
          <PaidPass
            order={order}
            isVoid={admissions.length > 0 && admissions.every(({ status }) => status === 'void')}
          />
          <Suspense fallback={null}>
            <BuyerRefund payments={payments.data ?? []} onAsked={payments.refresh} />
          </Suspense>
          <Suspense fallback={null}>
            <OrderAdmissions admissions={admissions} />
          </Suspense>
        </div>
      ) : (
        <section className="card stack" aria-labelledby="order-state">
          <div className="row spread">
            <h2 id="order-state">{live ? 'Held for you' : 'This order has ended'}</h2>
            <OrderChip order={order} />
          </div>
          <OrderEvent order={order} />
          {live ? (
            <>
              <Countdown expiresAt={order.expiresAt} onOver={refreshWhenIdle} />
              <div className="stack" aria-live="polite">
                <p className="soft">{state.detail}</p>
                {isAsked && (
                  <Notice kind="wait">
                    <p>
                      <strong>We’re asking for the ticket…</strong> Its holder sells it again. You can pay in
                      a moment, once their code is no longer good.
                    </p>
                  </Notice>
                )}
              </div>
              {!isAsked && <PayPanel order={order} payments={payments} onTried={refresh} />}
            </>
          ) : (
            <OrderSummary order={order} />
          )}
        </section>
      )}
      <aside className="stack" aria-label="About this order">
        <div className="card stack">
          <OrderFacts order={order} />
          {live && (
            <ConfirmButton
              label={order.offer ? 'Decline the offer' : 'Cancel the order'}
              question={order.offer ? 'Decline this offer?' : 'Cancel this order?'}
              explanation={
                order.offer
                  ? 'The next in line is asked at once. You may wait again, at the end of the line.'
                  : 'The ticket goes back on sale at once, and somebody else may take it.'
              }
              keepLabel="Keep it"
              className="wide"
              onConfirm={async () => {
                await cancelOrder(order.id);
                refresh();
              }}
            />
          )}
        </div>
        <p className="small">
          Something wrong?{' '}
          <Link to={`${paths.newHelp}?orderId=${order.id}`}>Report trouble with this order</Link>
        </p>
        <PaymentHistory payments={payments.data ?? []} />
      </aside>
    </div>
  );
}

export default function OrderPage(): ReactNode {
  const { id = '' } = useParams();
  const user = useUser();
  const resource = useResource(`order:${id}`, (signal) => getOrder(id, signal));
  useLiveOrder(id, resource);
  return (
    <Page title={resource.data ? orderTitle(resource.data) : 'Order'}>
      <ResourceView resource={resource} loading={<Skeleton count={2} height={240} className="two-columns" />}>
        {(order) =>
          order.userId === user.id ? <OrderView order={order} {...resource} /> : <OthersOrder order={order} />
        }
      </ResourceView>
    </Page>
  );
}
