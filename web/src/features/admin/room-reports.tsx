import type { ReactNode } from 'react';
import { closeRoomReport, listRoomReports } from '../../lib/api/rooms';
import { serverNow } from '../../lib/api/server-clock';
import type { RoomReport } from '../../lib/api/types';
import { usePages } from '../../lib/data/use-pages';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { formatAgo, plural } from '../../lib/words/format';
import { ConfirmButton } from '../../ui/dialog';
import { PagedList } from '../../ui/paged-list';

function Report({ report, onClosed }: { report: RoomReport; onClosed: () => void }): ReactNode {
  const { id, author, text, ticketId, reporters, saidAt } = report;
  const name = author.name || 'Someone';
  const close = async (action: 'none' | 'mute'): Promise<void> => {
    await closeRoomReport(id, action);
    onClosed();
  };
  return (
    <article className="card stack" data-testid="room-report">
      <p className="message-text">{text}</p>
      <p className="small soft">
        <strong>{name}</strong> <span className="mono">{author.id}</span> · {formatAgo(saidAt, serverNow())}{' '}
        on <Link to={paths.ticket(ticketId)}>the page of a ticket</Link> · reported by{' '}
        {plural(reporters, 'person', 'people')}
      </p>
      <div className="row">
        <ConfirmButton
          label="Remove and mute"
          accessibleName={`Remove and mute: ${name}`}
          question={`Mute ${name}?`}
          explanation="The message is taken away, and its author speaks on no ticket’s page for a week."
          keepLabel="Not now"
          className="small"
          onConfirm={() => close('mute')}
        />
        <ConfirmButton
          label="Close"
          accessibleName={`Close the report about ${name}`}
          question="Close it without doing anything?"
          explanation="The message stays, and the report leaves this list."
          keepLabel="Not now"
          tone="plain"
          className="quiet small"
          onConfirm={() => close('none')}
        />
      </div>
    </article>
  );
}

/** What people said on the pages of tickets, and others reported; nothing where that is nothing. */
export function RoomReports(): ReactNode {
  const pages = usePages('room-reports', listRoomReports);
  if (pages.items === undefined || pages.items.length === 0) return null;
  return (
    <section className="stack" aria-labelledby="room-reports-title">
      <h2 id="room-reports-title">Reported messages</h2>
      <PagedList pages={pages} label="Reported messages" itemHeight={150} empty={null}>
        {(report) => <Report report={report} onClosed={pages.refresh} />}
      </PagedList>
    </section>
  );
}
