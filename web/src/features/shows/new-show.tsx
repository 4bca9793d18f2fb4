import { type ReactNode, useRef, useState } from 'react';
import { createShow, createShowTicket, getSeats, getShow, updateShow } from './api';
import { serverNow } from '../../lib/api/server-clock';
import type { NewShow, Show, ShowWithTickets } from '../../lib/api/types';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { useResource } from '../../lib/data/use-resource';
import { useNavigate, useSearchParams } from '../../lib/router/router';
import { paths } from '../../lib/router/routes';
import { Page } from '../../ui/page';
import { ResourceView } from '../../ui/states';
import { showToast } from '../../ui/toast-store';
import { timesToCome } from './sale-times';
import { ShowForm } from './show-form';
import { TicketFields, findTicketProblems, readTicket, ticketFieldNames } from './ticket-fields';

/** A show as another like it begins: with the seats of its tickets, without what holders sell again. */
async function getShowToCopy(id: string, signal: AbortSignal): Promise<ShowWithTickets> {
  const show = await getShow(id, signal);
  const own = show.tickets.filter(({ resaleOf }) => resaleOf === undefined);
  const tickets = await Promise.all(own.map((ticket) => getSeats(ticket.id, signal)));
  return {
    ...show,
    tickets: tickets.map(({ saleStartsAt, saleEndsAt, ...ticket }) => ({
      ...ticket,
      ...timesToCome({ saleStartsAt, saleEndsAt }, serverNow()),
    })),
  };
}

/** A show and its tickets in one form; what was made before something failed isn't made twice. */
function NewShowForm({ like }: { like: ShowWithTickets | undefined }): ReactNode {
  const navigate = useNavigate();
  const mutate = useIdempotentMutation();
  const made = useRef<{ show?: Show; rows: Set<number> }>({ rows: new Set() });
  const [rows, setRows] = useState<readonly number[]>(() =>
    like && like.tickets.length > 0 ? like.tickets.map((_, row) => row) : [0],
  );

  const save = async (body: NewShow, values: FormData): Promise<void> => {
    const { show } = made.current;
    const saved = show ? await updateShow(show.id, body) : await mutate(body, createShow);
    made.current.show = saved;
    for (const row of rows) {
      if (made.current.rows.has(row)) continue;
      const { saleStartsAt, saleEndsAt } = like?.tickets[row] ?? {};
      const ticket = { ...readTicket(values, row, saved.id), saleStartsAt, saleEndsAt };
      await mutate(ticket, createShowTicket);
      made.current.rows.add(row);
    }
    showToast({ text: 'Your event is announced' });
    navigate(paths.show(saved.id));
  };

  return (
    <ShowForm
      show={like}
      submitLabel="Announce it"
      moreFields={ticketFieldNames(rows)}
      moreProblems={(values, currency) => findTicketProblems(values, rows, currency)}
      onSubmit={save}
    >
      {rows.map((row, index) => (
        <TicketFields
          key={row}
          row={row}
          number={index + 1}
          ticket={like?.tickets[row]}
          onRemove={rows.length > 1 ? () => setRows(rows.filter((other) => other !== row)) : undefined}
        />
      ))}
      <button
        type="button"
        className="button quiet"
        onClick={() => setRows([...rows, Math.max(...rows) + 1])}
      >
        Add another ticket
      </button>
    </ShowForm>
  );
}

export default function NewShowPage(): ReactNode {
  const [parameters] = useSearchParams();
  const from = parameters.get('from');
  const resource = useResource(from && `show-to-copy:${from}`, (signal) => getShowToCopy(from ?? '', signal));
  return (
    <Page
      title="Announce an event"
      lead="Its tickets are on sale at once. Edit it afterwards to give it a picture."
      narrow
    >
      {from === null ? (
        <NewShowForm like={undefined} />
      ) : (
        <ResourceView resource={resource}>{(show) => <NewShowForm like={show} />}</ResourceView>
      )}
    </Page>
  );
}
