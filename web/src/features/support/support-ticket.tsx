import { type ReactNode, useState } from 'react';
import { Link } from '../../lib/router/link';
import { useParams } from '../../lib/router/router';
import { serverNow } from '../../lib/api/server-clock';
import { getSupport } from './api';
import type { SupportTicketWithComments } from '../../lib/api/types';
import { usePoll } from '../../lib/data/use-poll';
import { useResource } from '../../lib/data/use-resource';
import { formatAgo, formatDateTime } from '../../lib/words/format';
import { priorityWord, statusWords } from '../../lib/words/support-words';
import { useLiveRefresh } from '../../lib/live/live-context';
import { paths } from '../../lib/router/routes';
import { isStaff } from '../../lib/session/rights';
import { useUser } from '../../lib/session/session-context';
import { History } from './history';
import { ReplyForm } from './reply-form';
import { TicketControls } from './ticket-controls';
import { Chip } from '../../ui/chip';
import { Page } from '../../ui/page';
import { Skeleton, ResourceView } from '../../ui/states';

function Bubble(props: {
  mine: boolean;
  internal?: boolean;
  who: string;
  at: string;
  text: string;
}): ReactNode {
  return (
    <li className={`bubble ${props.mine ? 'mine' : ''} ${props.internal === true ? 'internal' : ''}`}>
      <span className="small">
        <strong>{props.mine ? 'You' : props.who}</strong>
        {props.internal === true && ' · note, not shown to the customer'} ·{' '}
        <time dateTime={props.at} title={formatDateTime(props.at)}>
          {formatAgo(props.at, serverNow())}
        </time>
      </span>
      <p>{props.text}</p>
    </li>
  );
}

function Thread({ ticket, userId }: { ticket: SupportTicketWithComments; userId: string }): ReactNode {
  return (
    <ol className="bubbles" aria-label="Conversation">
      <Bubble
        mine={ticket.reporter === userId}
        who={ticket.reporterName ?? 'Customer'}
        at={ticket.createdAt}
        text={ticket.description}
      />
      {ticket.comments.map((comment) => (
        <Bubble
          key={comment.id}
          mine={comment.author === userId}
          internal={comment.internal}
          who={comment.authorName ?? (comment.author === ticket.reporter ? 'Customer' : 'Help desk')}
          at={comment.createdAt}
          text={comment.text}
        />
      ))}
    </ol>
  );
}

function Facts({ ticket }: { ticket: SupportTicketWithComments }): ReactNode {
  return (
    <dl className="facts">
      <dt>Priority</dt>
      <dd>{priorityWord(ticket.ticketPriority)}</dd>
      <dt>Reported by</dt>
      <dd>{ticket.reporterName ?? 'Customer'}</dd>
      <dt>Engineer</dt>
      <dd>{ticket.assignee === null ? 'Waiting for one' : (ticket.assigneeName ?? 'Assigned')}</dd>
      <dt>Reported</dt>
      <dd>{formatDateTime(ticket.createdAt)}</dd>
      {ticket.orderId !== null && (
        <>
          <dt>About</dt>
          <dd>
            <Link to={paths.order(ticket.orderId)}>this order</Link>
          </dd>
        </>
      )}
      {ticket.ticketId !== null && (
        <>
          <dt>About</dt>
          <dd>
            <Link to={paths.ticket(ticket.ticketId)}>this ticket for sale</Link>
          </dd>
        </>
      )}
    </dl>
  );
}

const deliveryWords: Record<string, string> = {
  ACCEPTED: 'on its way',
  SENDING: 'on its way',
  RETRYING: 'being tried again',
  PROCESSED: 'delivered',
  DEAD: 'could not be delivered',
};

/** Mails that are shown before somebody asks for all. */
const shownMails = 4;

function Mails({ ticket }: { ticket: SupportTicketWithComments }): ReactNode {
  const [all, setAll] = useState(false);
  const mails = all ? ticket.notifications : ticket.notifications.slice(0, shownMails);
  if (mails.length === 0) return <p className="small soft">Nobody was mailed yet.</p>;
  return (
    <>
      <ul
        className="stack small"
        style={{ '--gap': '0.35rem' } as React.CSSProperties}
        aria-label="Mails about this"
      >
        {mails.map((mail) => (
          <li key={mail.id}>
            {mail.recipientName ?? mail.recipient}{' '}
            <span className="soft">
              · {deliveryWords[mail.status] ?? mail.status} · {formatAgo(mail.time, serverNow())}
            </span>
          </li>
        ))}
      </ul>
      {ticket.notifications.length > mails.length && (
        <button type="button" className="button quiet small" onClick={() => setAll(true)}>
          Show all {ticket.notifications.length}
        </button>
      )}
    </>
  );
}

export default function SupportTicketPage(): ReactNode {
  const { id = '' } = useParams();
  const user = useUser();
  const resource = useResource(`support:${id}`, (signal) => getSupport(id, signal));
  useLiveRefresh('support', resource.refresh, id);
  usePoll(resource.refreshWhenIdle, 15_000);
  return (
    <Page title={resource.data?.title ?? 'Support ticket'}>
      <ResourceView resource={resource} loading={<Skeleton count={2} height={220} />}>
        {(ticket) => {
          const { label, tone, icon } = statusWords[ticket.status];
          return (
            <div className="two-columns">
              <section className="card stack" aria-label="Conversation">
                <div aria-live="polite" data-testid="support-state">
                  <Chip tone={tone} icon={icon}>
                    {label}
                  </Chip>
                </div>
                <Thread ticket={ticket} userId={user.id} />
                <ReplyForm ticket={ticket} onSent={resource.refresh} />
              </section>
              <aside className="stack" aria-label="About this ticket">
                <div className="card stack">
                  <Facts ticket={ticket} />
                  <TicketControls
                    ticket={ticket}
                    onChanged={(changed) => resource.set({ ...ticket, ...changed })}
                    onStale={resource.refresh}
                  />
                </div>
                <section className="card stack">
                  <h2>Mails</h2>
                  <Mails ticket={ticket} />
                </section>
                {isStaff(user) && <History id={ticket.id} version={ticket.version} ticket={ticket} />}
              </aside>
            </div>
          );
        }}
      </ResourceView>
    </Page>
  );
}
