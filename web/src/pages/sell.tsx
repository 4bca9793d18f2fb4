import type { ReactNode } from 'react';
import { useNavigate } from '../router/router';
import { createTicket } from '../api/tickets';
import { paths } from '../routes';
import { Page } from '../ui/page';
import { TicketForm } from '../ui/ticket-form';
import { showToast } from '../ui/toast-store';

export default function SellPage(): ReactNode {
  const navigate = useNavigate();
  return (
    <Page title="Sell a ticket" lead="It is on sale at once. You hear when someone reserves it." narrow>
      <TicketForm
        submitLabel="Put it on sale"
        onSubmit={async (body) => {
          const ticket = await createTicket(body);
          showToast({ text: 'Your ticket is on sale' });
          navigate(paths.ticket(ticket.id));
        }}
      />
    </Page>
  );
}
