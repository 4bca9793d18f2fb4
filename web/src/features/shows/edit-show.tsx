import { type ReactNode, useState } from 'react';
import { createShowTicket, getShow, updateShow } from './api';
import type { ShowWithTickets } from '../../lib/api/types';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { useResource } from '../../lib/data/use-resource';
import { Link } from '../../lib/router/link';
import { useNavigate, useParams } from '../../lib/router/router';
import { paths } from '../../lib/router/routes';
import { useUser } from '../../lib/session/session-context';
import { formatMoney, plural } from '../../lib/words/format';
import { Form, SubmitButton } from '../../ui/form';
import { Page } from '../../ui/page';
import { Empty, ResourceView } from '../../ui/states';
import { showToast } from '../../ui/toast-store';
import { PictureForm } from './picture-form';
import { ShowForm } from './show-form';
import { TicketFields, findTicketProblems, readTicket, ticketFieldNames } from './ticket-fields';

function Tickets({ show, onAdded }: { show: ShowWithTickets; onAdded: () => void }): ReactNode {
  const mutate = useIdempotentMutation();
  const [row, setRow] = useState(0);
  return (
    <section className="stack" aria-labelledby="edit-tickets">
      <h2 id="edit-tickets">Tickets</h2>
      <ul className="list">
        {show.tickets.map(({ id, title, price, quantity }) => (
          <li key={id}>
            <div className="line-item">
              <span className="grow">{title}</span>
              <span className="small soft">
                {formatMoney(price, show.currency)} · {plural(quantity, 'place')}
              </span>
              <Link to={paths.editTicket(id)} aria-label={`Edit ${title}`}>
                Edit
              </Link>
            </div>
          </li>
        ))}
      </ul>
      <Form
        key={row}
        label="Another ticket"
        fields={ticketFieldNames([row])}
        validate={(values) => findTicketProblems(values, [row], show.currency)}
        onSubmit={async (values) => {
          await mutate(readTicket(values, row, show.id), createShowTicket);
          setRow(row + 1);
          onAdded();
          showToast({ text: 'The ticket is on sale' });
        }}
      >
        <TicketFields row={row} number={show.tickets.length + 1} />
        <SubmitButton className="quiet">Add this ticket</SubmitButton>
      </Form>
    </section>
  );
}

export default function EditShowPage(): ReactNode {
  const { id = '' } = useParams();
  const user = useUser();
  const navigate = useNavigate();
  const resource = useResource(`show:${id}`, (signal) => getShow(id, signal));
  return (
    <Page title="Edit your event" narrow>
      <ResourceView resource={resource}>
        {(show) =>
          show.userId === user.id ? (
            <>
              <ShowForm
                show={show}
                submitLabel="Save"
                onSubmit={async ({ currency, ...body }) => {
                  const { endsAt = null, doorsAt = null, category = null, description = null } = body;
                  await updateShow(id, {
                    ...body,
                    endsAt,
                    doorsAt,
                    category,
                    description,
                    ...(currency !== show.currency && { currency }),
                    version: show.version,
                  });
                  showToast({ text: 'Saved. Buyers see the change now.' });
                  navigate(paths.show(id));
                }}
              />
              <PictureForm show={show} onChanged={resource.refresh} />
              <Tickets show={show} onAdded={resource.refresh} />
            </>
          ) : (
            <Empty icon="lock" title="This is someone else’s event">
              <Link to={paths.show(id)}>See the event</Link>
            </Empty>
          )
        }
      </ResourceView>
    </Page>
  );
}
