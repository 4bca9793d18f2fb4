import type { ReactNode } from 'react';
import { Link } from '../../lib/router/link';
import { useNavigate, useParams } from '../../lib/router/router';
import { getTicket, updateTicket } from './api';
import { useResource } from '../../lib/data/use-resource';
import { describePending, editLock } from '../../lib/words/ticket-state';
import { useLiveTicket } from '../../lib/live/live-context';
import { paths } from '../../lib/router/routes';
import { useUser } from '../../lib/session/session-context';
import { Page } from '../../ui/page';
import { Empty, ResourceView, Notice } from '../../ui/states';
import { TicketForm } from './ticket-form';
import { showToast } from '../../ui/toast-store';

export default function EditTicketPage(): ReactNode {
  const { id = '' } = useParams();
  const user = useUser();
  const navigate = useNavigate();
  const resource = useResource(`ticket:${id}`, (signal) => getTicket(id, signal));
  useLiveTicket(id, resource);
  return (
    <Page title="Edit your ticket" narrow>
      <ResourceView resource={resource}>
        {(ticket) => {
          if (ticket.userId !== user.id) {
            return (
              <Empty icon="lock" title="This is someone else’s ticket">
                <Link to={paths.ticket(id)}>See the ticket</Link>
              </Empty>
            );
          }
          const lock = editLock(ticket);
          const pending = describePending(ticket);
          const { held, sold } = ticket;
          const isCounted =
            ticket.seats === undefined && (ticket.quantity > 1 || ticket.showId !== undefined);
          const wanted = ticket.pendingQuantity ?? ticket.quantity;
          return (
            <>
              {lock !== null && (
                <Notice kind="wait">
                  <p>{lock}</p>
                </Notice>
              )}
              {pending !== null && (
                <Notice kind="wait">
                  <p>{pending}</p>
                </Notice>
              )}
              <TicketForm
                {...(isCounted && { places: { quantity: wanted, taken: held + sold } })}
                currency={ticket.currency}
                title={ticket.title}
                price={ticket.price}
                submitLabel="Save"
                disabled={lock !== null}
                onSubmit={async (body) => {
                  resource.set(await updateTicket(id, { ...body, version: ticket.version }));
                  showToast({ text: 'Saved. Buyers see the change now.' });
                  navigate(paths.ticket(id));
                }}
              />
            </>
          );
        }}
      </ResourceView>
    </Page>
  );
}
