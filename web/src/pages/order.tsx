import type { ReactNode } from 'react';
import { Link } from '../router/link';
import { useParams } from '../router/router';
import { cancelOrder, getOrder } from '../api/orders';
import type { Order } from '../api/types';
import { type Resource, useResource } from '../data/use-resource';
import { formatDateTime, formatMoney } from '../domain/format';
import { describeOrder, isLive } from '../domain/order-state';
import { useLiveOrder } from '../live/live-context';
import { PaymentStory } from '../payment/payment-story';
import { PayPanel } from '../payment/pay-panel';
import { usePayments } from '../payment/use-payments';
import { paths } from '../routes';
import { Chip } from '../ui/chip';
import { Countdown } from '../ui/countdown';
import { ConfirmButton } from '../ui/dialog';
import { Page } from '../ui/page';
import { Bones, Loaded, Notice } from '../ui/states';

function Ended({ order }: { order: Order }): ReactNode {
  const state = describeOrder(order);
  return (
    <Notice kind={state.tone}>
      <p>
        <strong>{state.label}.</strong> {state.detail}
      </p>
      {order.status === 'cancelled' && (
        <p>
          <Link to={paths.ticket(order.ticket.id)}>See whether the ticket is still free</Link>
        </p>
      )}
    </Notice>
  );
}

interface OrderViewProps extends Pick<Resource<Order>, 'refresh' | 'refreshWhenIdle'> {
  order: Order;
}

function OrderView({ order, refresh, refreshWhenIdle }: OrderViewProps): ReactNode {
  const state = describeOrder(order);
  const live = isLive(order);
  const payments = usePayments(order);
  return (
    <div className="two-columns">
      <section className="card stack" aria-labelledby="order-state">
        <div className="row spread">
          <h2 id="order-state">{live ? 'Held for you' : 'How it went'}</h2>
          <div aria-live="polite" data-testid="order-state">
            <Chip tone={state.tone}>{state.label}</Chip>
          </div>
        </div>
        {live ? (
          <>
            <Countdown expiresAt={order.expiresAt} onOver={refreshWhenIdle} />
            <p className="soft">{state.detail}</p>
            <PayPanel order={order} payments={payments} onTried={refresh} />
          </>
        ) : (
          <Ended order={order} />
        )}
      </section>
      <aside className="stack" aria-label="About this order">
        <div className="card stack">
          <dl className="facts">
            <dt>Ticket</dt>
            <dd>
              <Link to={paths.ticket(order.ticket.id)}>{order.ticket.title ?? 'See the ticket'}</Link>
            </dd>
            <dt>Price</dt>
            <dd className="nums">{formatMoney(order.ticket.price)}</dd>
            {order.createdAt !== undefined && (
              <>
                <dt>Reserved</dt>
                <dd>{formatDateTime(order.createdAt)}</dd>
              </>
            )}
            {live && (
              <>
                <dt>Held until</dt>
                <dd>{formatDateTime(order.expiresAt)}</dd>
              </>
            )}
          </dl>
          {live && (
            <ConfirmButton
              label="Cancel the order"
              question="Cancel this order?"
              explanation="The ticket goes back on sale at once, and somebody else may take it."
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
        <PaymentStory payments={payments.data ?? []} />
      </aside>
    </div>
  );
}

export default function OrderPage(): ReactNode {
  const { id = '' } = useParams();
  const resource = useResource(`order:${id}`, (signal) => getOrder(id, signal));
  useLiveOrder(id, resource);
  return (
    <Page title={resource.data?.ticket.title ?? 'Your order'}>
      <Loaded resource={resource} loading={<Bones count={2} height={220} />}>
        {(order) => <OrderView order={order} {...resource} />}
      </Loaded>
    </Page>
  );
}
