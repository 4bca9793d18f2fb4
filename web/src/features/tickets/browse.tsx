import { type ReactNode, useCallback, useRef } from 'react';
import { Link } from '../../lib/router/link';
import { useSearchParams } from '../../lib/router/router';
import { withQuery } from '../../lib/api/client';
import { serverNow } from '../../lib/api/server-clock';
import { type TicketSearch, listTickets, ticketSorts, ticketsPath } from './api';
import { usePages } from '../../lib/data/use-pages';
import { formatAgo } from '../../lib/words/format';
import { amountProblem, parsePrice } from './money-input';
import { paths } from '../../lib/router/routes';
import { Form, Select, SubmitButton, TextField, text } from '../../ui/form';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';
import { TicketStub } from '../../ui/ticket-stub';

const filterNames = ['q', 'minPrice', 'maxPrice', 'sort'] as const;

function checkPrices(values: FormData): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const name of ['minPrice', 'maxPrice']) {
    const typed = text(values, name);
    const problem = typed === '' ? null : amountProblem(typed);
    if (problem !== null) problems[name] = problem;
  }
  const [low, high] = [parsePrice(text(values, 'minPrice')), parsePrice(text(values, 'maxPrice'))];
  if (low !== null && high !== null && low > high) problems.maxPrice = 'This is below the lowest price.';
  return problems;
}

/** What of the address is a search; anything else in it is ignored. */
function queryOf(search: Record<string, string>): TicketSearch {
  const price = (text: string | undefined): number | undefined => parsePrice(text ?? '') ?? undefined;
  return {
    q: search.q,
    minPrice: price(search.minPrice),
    maxPrice: price(search.maxPrice),
    sort: ticketSorts.find((sort) => sort === search.sort),
  };
}

export function BrowsePage(): ReactNode {
  const [parameters, setParameters] = useSearchParams();
  const search = Object.fromEntries(
    filterNames.flatMap((name) => (parameters.get(name) ? [[name, parameters.get(name) as string]] : [])),
  );
  const query = queryOf(search);
  const key = withQuery(ticketsPath, { ...query });
  const latest = useRef(query);
  latest.current = query;
  const load = useCallback(
    (next: string | null, signal: AbortSignal) => listTickets(latest.current, next, signal),
    [],
  );
  const pages = usePages(key, load);
  const filtered = parameters.size > 0;

  return (
    <Page title="Find a ticket" lead="Reserve one, and it is held for you while you pay.">
      <Form
        key={key}
        label="Search tickets"
        className="filters card"
        fields={filterNames}
        validate={checkPrices}
        onSubmit={(values) => {
          const next = filterNames.flatMap((name): [string, string][] => {
            const typed = text(values, name);
            const value = name.endsWith('Price') && typed !== '' ? String(parsePrice(typed)) : typed;
            return value === '' ? [] : [[name, value]];
          });
          setParameters(new URLSearchParams(next));
          return Promise.resolve();
        }}
      >
        <TextField
          name="q"
          label="Search"
          type="search"
          placeholder="Artist, match, place…"
          maxLength={100}
          defaultValue={search.q}
        />
        <TextField
          name="minPrice"
          label="From"
          inputMode="decimal"
          placeholder="Any price"
          defaultValue={search.minPrice}
        />
        <TextField
          name="maxPrice"
          label="Up to"
          inputMode="decimal"
          placeholder="Any price"
          defaultValue={search.maxPrice}
        />
        <Select name="sort" label="Order" defaultValue={search.sort ?? ''}>
          <option value="">Newest first</option>
          <option value="price">Cheapest first</option>
          <option value="-price">Dearest first</option>
        </Select>
        <SubmitButton>Search</SubmitButton>
      </Form>
      <PagedList
        pages={pages}
        label="Tickets for sale"
        itemHeight={112}
        className="wide-cells"
        skeletons={9}
        empty={
          filtered ? (
            <Empty icon="search" title="Nothing matches">
              <p>Try another word or a wider price range.</p>
              <Link to={paths.browse} className="button quiet">
                Show all tickets
              </Link>
            </Empty>
          ) : (
            <Empty icon="ticket" title="No tickets for sale right now">
              <p>Have one to spare?</p>
              <Link to={paths.sell} className="button">
                Sell a ticket
              </Link>
            </Empty>
          )
        }
      >
        {(ticket) => (
          <TicketStub
            title={ticket.title}
            price={ticket.price}
            to={paths.ticket(ticket.id)}
            meta={`Listed ${formatAgo(ticket.createdAt, serverNow())}`}
          />
        )}
      </PagedList>
    </Page>
  );
}
