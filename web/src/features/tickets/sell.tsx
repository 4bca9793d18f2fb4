import type { ReactNode } from 'react';
import { Link } from '../../lib/router/link';
import { useNavigate } from '../../lib/router/router';
import { createTicket } from './api';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { paths } from '../../lib/router/routes';
import { Page } from '../../ui/page';
import { TicketForm } from './ticket-form';
import { showToast } from '../../ui/toast-store';

export default function SellPage(): ReactNode {
  const navigate = useNavigate();
  const mutate = useIdempotentMutation();
  return (
    <Page title="Sell a ticket" lead="It is on sale at once. You hear when someone reserves it." narrow>
      <p>
        Many places, or a date and a venue? <Link to={paths.newShow}>Announce an event</Link>
      </p>
      <TicketForm
        submitLabel="Put it on sale"
        onSubmit={async (body) => {
          const ticket = await mutate(body, createTicket);
          showToast({ text: 'Your ticket is on sale' });
          navigate(paths.ticket(ticket.id));
        }}
      />
    </Page>
  );
}
