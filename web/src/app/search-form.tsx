import { type ReactNode, useRef } from 'react';
import { type TicketSearch, ticketSorts } from '../features/tickets/api';
import { amountProblem, parsePrice } from '../lib/words/money-input';
import type { ShowSearch } from '../features/shows/api';
import { Form, Select, SubmitButton, TextField, text } from '../ui/form';

const filterNames = ['q', 'city', 'category', 'from', 'to', 'minPrice', 'maxPrice', 'sort'] as const;
export type Search = Partial<Record<(typeof filterNames)[number], string>>;

/** What of the address is a search; anything else in it is ignored. */
export function readSearch(parameters: URLSearchParams): Search {
  return Object.fromEntries(
    filterNames.flatMap((name) => (parameters.get(name) ? [[name, parameters.get(name)]] : [])),
  );
}

const price = (typed: string | undefined): number | undefined => parsePrice(typed ?? '') ?? undefined;

/** The search of tickets; null where it asks for what only shows have. */
export function toTicketSearch({ q, city, category, from, to, ...search }: Search): TicketSearch | null {
  if (city ?? category ?? from ?? to) return null;
  const { minPrice, maxPrice, sort } = search;
  return {
    q,
    minPrice: price(minPrice),
    maxPrice: price(maxPrice),
    sort: ticketSorts.find((known) => known === sort),
  };
}

const DAY_MS = 86_400_000;

/** The instant at which a day begins for the reader, some days later; undefined where that is no day. */
function dayStart(day: string | undefined, daysLater = 0): string | undefined {
  const time = Date.parse(`${day}T00:00`);
  return Number.isNaN(time) ? undefined : new Date(time + daysLater * DAY_MS).toISOString();
}

/** The search of shows. */
export function toShowSearch({ q, city, category, from, to, minPrice, maxPrice }: Search): ShowSearch {
  return {
    q,
    city,
    category,
    from: dayStart(from),
    to: dayStart(to, 1),
    minPrice: price(minPrice),
    maxPrice: price(maxPrice),
  };
}

function findProblems(values: FormData): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const name of ['minPrice', 'maxPrice']) {
    const typed = text(values, name);
    const problem = typed === '' ? null : amountProblem(typed);
    if (problem !== null) problems[name] = problem;
  }
  const [low, high] = [parsePrice(text(values, 'minPrice')), parsePrice(text(values, 'maxPrice'))];
  if (low !== null && high !== null && low > high) problems.maxPrice = 'This is below the lowest price.';
  const [first, last] = [text(values, 'from'), text(values, 'to')];
  if (first !== '' && last !== '' && first > last) problems.to = 'This is before the first day.';
  return problems;
}

interface SearchFormProps {
  search: Search;
  onSearch: (search: [string, string][]) => void;
}

/** Words first; the other filters stand beside them, and on a phone in a sheet of their own. */
export function SearchForm({ search, onSearch }: SearchFormProps): ReactNode {
  const sheet = useRef<HTMLDivElement>(null);
  const filters = filterNames.filter((name) => name !== 'q' && search[name] !== undefined).length;
  return (
    <Form
      label="Search tickets"
      className="filters search card"
      fields={filterNames}
      validate={(values) => {
        const problems = findProblems(values);
        const isSheet = sheet.current !== null && getComputedStyle(sheet.current).display === 'none';
        if (isSheet && Object.keys(problems).length > 0) sheet.current?.showPopover();
        return problems;
      }}
      onSubmit={(values) => {
        onSearch(
          filterNames.flatMap((name): [string, string][] => {
            const typed = text(values, name);
            const value = name.endsWith('Price') && typed !== '' ? String(parsePrice(typed)) : typed;
            return value === '' ? [] : [[name, value]];
          }),
        );
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
      <button type="button" className="button quiet sheet-button" popoverTarget="filters">
        Filters{filters > 0 && ` (${filters})`}
      </button>
      <div ref={sheet} id="filters" popover="auto" className="sheet">
        <TextField name="from" label="First day" type="date" defaultValue={search.from} />
        <TextField name="to" label="Last day" type="date" defaultValue={search.to} />
        <TextField name="city" label="City" maxLength={100} defaultValue={search.city} />
        <TextField name="category" label="Category" maxLength={50} defaultValue={search.category} />
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
        <Select name="sort" label="Order of tickets" defaultValue={search.sort ?? ''}>
          <option value="">Newest first</option>
          <option value="price">Cheapest first</option>
          <option value="-price">Dearest first</option>
        </Select>
        <SubmitButton className="sheet-submit">Show what fits</SubmitButton>
      </div>
      <SubmitButton>Search</SubmitButton>
    </Form>
  );
}
