import { type ReactNode, useState } from 'react';
import { getShow, listSoldOrders, soldOrdersFile } from './api';
import type { SoldOrder } from '../../lib/api/types';
import { usePages } from '../../lib/data/use-pages';
import { useResource } from '../../lib/data/use-resource';
import { Link } from '../../lib/router/link';
import { useParams } from '../../lib/router/router';
import { paths } from '../../lib/router/routes';
import { formatDateTime, formatMoney } from '../../lib/words/format';
import { Chip } from '../../ui/chip';
import { Form, SubmitButton, TextField, text } from '../../ui/form';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';

function SoldRow({ id, name, email, items, total, currency, status, createdAt }: SoldOrder): ReactNode {
  const what = items
    .map(({ title, quantity, seats }) => `${quantity} × ${title}${seats ? ` (${seats.join(', ')})` : ''}`)
    .join(', ');
  return (
    <div className="line-item">
      <span className="grow">
        <strong>{name === '' ? email || 'Somebody' : name}</strong>
        <br />
        <span className="small soft">
          {[name !== '' && email, what, formatDateTime(createdAt)].filter(Boolean).join(' · ')}
        </span>
        <br />
        <span className="small soft mono">{id}</span>
      </span>
      <span className="price">{formatMoney(total, currency)}</span>
      {status === 'paid' ? <Chip tone="good">Paid</Chip> : <Chip tone="quiet">Refunded</Chip>}
    </div>
  );
}

/** Who bought places of a show; its seller's alone. */
export default function SoldOrdersPage(): ReactNode {
  const { id = '' } = useParams();
  const [query, setQuery] = useState('');
  const show = useResource(`show:${id}`, (signal) => getShow(id, signal));
  const pages = usePages(`sold-orders:${id}:${query}`, (next, signal) =>
    listSoldOrders(id, query, next, signal),
  );
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
      <Form
        fields={['q']}
        label="Search"
        className="filters card"
        onSubmit={(values) => {
          setQuery(text(values, 'q'));
          return Promise.resolve();
        }}
      >
        <TextField
          name="q"
          label="Name, mail address, seat or number of the order"
          type="search"
          maxLength={100}
        />
        <SubmitButton className="quiet">Search</SubmitButton>
      </Form>
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
        {(order) => <SoldRow {...order} />}
      </PagedList>
    </Page>
  );
}
