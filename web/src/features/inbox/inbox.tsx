import type { ReactNode } from 'react';
import { Link } from '../../lib/router/link';
import { listInbox, markAllRead, markRead } from '../../lib/api/notifications';
import { serverNow } from '../../lib/api/server-clock';
import type { InboxItem } from '../../lib/api/types';
import { useAction } from '../../lib/data/use-action';
import { usePages } from '../../lib/data/use-pages';
import { formatAgo, formatDateTime, withLocalTimes } from '../../lib/words/format';
import { pathOfKind } from '../../lib/router/inbox-path';
import { useLive, useLiveRefresh } from '../../lib/live/live-context';
import { localPath } from '../../lib/live/live-events';
import { paths } from '../../lib/router/routes';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';
import { showFailure } from '../../ui/toast-store';

function Message({ item, onRead }: { item: InboxItem; onRead: (item: InboxItem) => void }): ReactNode {
  const to = localPath(item.path) ?? pathOfKind(item.kind);
  const unread = item.readAt === null;
  const title = item.subject ?? item.text;
  return (
    <article className={`line-item ${unread ? 'unread' : ''}`}>
      <div className="grow message">
        <h2 className="message-title">
          {unread && <span className="hidden-text">Unread: </span>}
          {to === undefined ? title : <Link to={to}>{title}</Link>}
        </h2>
        {item.subject !== null && (
          <p className="message-text">{withLocalTimes(item.text.replace(/\n{2,}/g, '\n'))}</p>
        )}
        <div className="row spread message-foot">
          <time className="small soft" dateTime={item.createdAt} title={formatDateTime(item.createdAt)}>
            {formatAgo(item.createdAt, serverNow())}
          </time>
          {unread && (
            <button
              type="button"
              className="button quiet small"
              aria-label={`Mark as read: ${title}`}
              onClick={() => onRead(item)}
            >
              Mark as read
            </button>
          )}
        </div>
      </div>
    </article>
  );
}

export default function InboxPage(): ReactNode {
  const pages = usePages('inbox', listInbox);
  const { unread, recount } = useLive();
  const { pending, run } = useAction(showFailure);
  useLiveRefresh('notification', pages.refreshInPlace);

  const read = (work: () => Promise<unknown>): Promise<void> =>
    run(async () => {
      await work();
      pages.refresh();
      recount();
    });

  return (
    <Page
      title="Inbox"
      lead="Everything we told you, newest first."
      actions={
        <div className="row">
          <button
            type="button"
            className="button quiet"
            disabled={unread === 0 || pending}
            onClick={() => void read(markAllRead)}
          >
            Mark all as read
          </button>
          <Link to={paths.preferences} className="button quiet">
            Preferences
          </Link>
        </div>
      }
    >
      <PagedList
        pages={pages}
        label="Messages"
        itemHeight={112}
        empty={
          <Empty icon="bell" title="Nothing yet">
            <p>When something happens to your orders or tickets, you read it here.</p>
          </Empty>
        }
      >
        {(item) => <Message item={item} onRead={({ id }) => void read(() => markRead([id]))} />}
      </PagedList>
    </Page>
  );
}
