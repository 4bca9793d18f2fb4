import type { ReactNode } from 'react';
import { Link } from '../../lib/router/link';
import { listOrders } from './api';
import OrderShow from './order-show';
import { serverNow } from '../../lib/api/server-clock';
import type { Order } from '../../lib/api/types';
import { useCountdown, formatRemaining } from '../../lib/data/countdown';
import { usePages } from '../../lib/data/use-pages';
import { formatAgo, plural } from '../../lib/words/format';
import {
  describeOrder,
  isLive,
  isSinglePlace,
  orderNumber,
  orderTitle,
  orderedShow,
} from '../../lib/words/order-state';
import { useLiveRefresh } from '../../lib/live/live-context';
import { paths } from '../../lib/router/routes';
import { Chip } from '../../ui/chip';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';
import { TicketStub } from '../../ui/ticket-stub';

function Left({ order }: { order: Order }): ReactNode {
  const left = useCountdown(order.expiresAt);
  return <span className="nums">{left > 0 ? `${formatRemaining(left)} left` : 'ending…'}</span>;
}

const countItems = ({ items }: Order): number => items.reduce((sum, { quantity }) => sum + quantity, 0);

export default function OrdersPage(): ReactNode {
  const pages = usePages('orders', listOrders);
  useLiveRefresh('order', pages.refreshInPlace);
  return (
    <Page title="My orders" lead="What you reserved, bought, or let go.">
      <PagedList
        pages={pages}
        label="My orders"
        itemHeight={176}
        className="wide-cells"
        empty={
          <Empty icon="receipt" title="You haven’t reserved a ticket yet">
            <Link to={paths.browse} className="button">
              Browse tickets
            </Link>
          </Empty>
        }
      >
        {(order) => {
          const state = describeOrder(order);
          const showId = orderedShow(order);
          return (
            <TicketStub
              title={orderTitle(order)}
              price={order.total}
              currency={order.currency}
              to={paths.order(order.id)}
              meta={
                <>
                  {showId !== undefined && <OrderShow showId={showId} />}
                  <Chip tone={state.tone}>{state.label}</Chip>
                  {!isSinglePlace(order) && plural(countItems(order), 'place')}
                  <span className="mono">{orderNumber(order)}</span>
                </>
              }
              side={isLive(order) ? <Left order={order} /> : formatAgo(order.createdAt, serverNow())}
            />
          );
        }}
      </PagedList>
    </Page>
  );
}
