import type { ReactNode } from 'react';
import { useNavigate } from '../router/router';
import { createTicket } from '../api/tickets';
import { useIntent } from '../data/use-intent';
import { paths } from '../routes';
import { Page } from '../ui/page';
import { TicketForm } from '../ui/ticket-form';
import { showToast } from '../ui/toast-store';

export default function SellPage(): ReactNode {
  const navigate = useNavigate();
  const intend = useIntent();
  return (
    <Page title="Sell a ticket" lead="It is on sale at once. You hear when someone reserves it." narrow>
      <TicketForm
        submitLabel="Put it on sale"
        onSubmit={async (body) => {
          const ticket = await intend(body, createTicket);
          showToast({ text: 'Your ticket is on sale' });
          navigate(paths.ticket(ticket.id));
        }}
      />
    </Page>
  );
}
