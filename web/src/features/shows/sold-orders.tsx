import { type ReactNode, useState } from 'react';
import { getShow } from './api';
import { listSoldOrders, soldOrdersFile } from './sales-api';
import type { SoldOrder } from '../../lib/api/types';
import { usePoll } from '../../lib/data/use-poll';
import { usePages } from '../../lib/data/use-pages';
import { useResource } from '../../lib/data/use-resource';
import { Link } from '../../lib/router/link';
import { useParams } from '../../lib/router/router';
import { paths } from '../../lib/router/routes';
import { formatDateTime, formatMoney } from '../../lib/words/format';
import { orderNumber } from '../../lib/words/order-state';
import { Chip } from '../../ui/chip';
import { ListSearch } from '../../ui/list-search';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';

/** How often a change that is on its way is asked for, in ms. */
const ASK_EVERY_MS = 1_000;

/** What a buyer is called in the list. */
export const buyerName = ({ name, email }: Pick<SoldOrder, 'name' | 'email'>): string =>
  name || email || 'Somebody';

const describeItems = (items: SoldOrder['items']): string =>
  items
    .map(({ title, quantity, seats }) => `${quantity} × ${title}${seats ? ` (${seats.join(', ')})` : ''}`)
    .join(', ');

interface SoldRowProps {
  order: SoldOrder;
  /** What its seller may do, while it is paid. */
  actions: ReactNode;
}

function SoldRow({ order, actions }: SoldRowProps): ReactNode {
  const { name, email, items, total, currency, status, createdAt, refunded } = order;
  const what = describeItems(items);
  return (
    <div className="line-item">
      <span className="grow person">
        <strong>{buyerName(order)}</strong>
        <br />
        <span className="small soft">
          {[name !== '' && email, what, formatDateTime(createdAt)].filter(Boolean).join(' · ')}
        </span>
        <br />
        {refunded && (
          <>
            <span className="small soft">
              Given back: {describeItems(refunded.items)}, {formatMoney(refunded.total, currency)}
            </span>
            <br />
          </>
        )}
        <span className="small soft mono">{orderNumber(order)}</span>
      </span>
      <span className="price">{formatMoney(total, currency)}</span>
      {status === 'paid' ? <Chip tone="good">Paid</Chip> : <Chip tone="quiet">Refunded</Chip>}
      {status === 'paid' && actions}
    </div>
  );
}

interface SoldOrdersProps {
  /** What its seller may do with an order. @param awaitChange looks until the order has changed */
  actions: (order: SoldOrder, awaitChange: () => void) => ReactNode;
}

/** Who bought places of a show; its seller's alone. */
export function SoldOrders({ actions }: SoldOrdersProps): ReactNode {
  const { id = '' } = useParams();
  const [query, setQuery] = useState('');
  const show = useResource(`show:${id}`, (signal) => getShow(id, signal));
  const pages = usePages(`sold-orders:${id}:${query}`, (next, signal) =>
    listSoldOrders(id, query, next, signal),
  );
  const [awaited, setAwaited] = useState<SoldOrder>();
  const current = pages.items?.find(({ id: orderId }) => orderId === awaited?.id);
  const isAwaited = current && current.total === awaited?.total && current.status === awaited.status;
  usePoll(pages.refreshInPlace, isAwaited ? ASK_EVERY_MS : null);
  return (
    <Page
      title="Orders"
      lead={show.data && <Link to={paths.show(id)}>{show.data.title}</Link>}
      actions={
        <a className="button quiet" href={soldOrdersFile(id)} download="">
          Download the list
        </a>
      }
    >
      <ListSearch label="Name, mail address, seat or number of the order" onSearch={setQuery} />
      <PagedList
        pages={pages}
        label="Orders"
        itemHeight={96}
        empty={
          <Empty
            icon="receipt"
            title={query === '' ? 'Nobody has paid for a place yet' : 'No order like that'}
          />
        }
      >
        {(order) => <SoldRow order={order} actions={actions(order, () => setAwaited(order))} />}
      </PagedList>
    </Page>
  );
}
