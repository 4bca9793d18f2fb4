import { type ReactNode, useEffect, useState } from 'react';
import { type Audience, getBroadcast, listBroadcasts, startBroadcast } from '../../api/notifications';
import { serverNow } from '../../api/server-clock';
import type { Broadcast } from '../../api/types';
import { useIntent } from '../../data/use-intent';
import { usePages } from '../../data/use-pages';
import { usePoll } from '../../data/use-poll';
import { useResource } from '../../data/use-resource';
import { formatAgo, plural } from '../../domain/format';
import { Form, Select, SubmitButton, TextArea, text } from '../../ui/form';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { Empty } from '../../ui/states';

const audiences: Record<Audience, string> = {
  all: 'Everybody',
  customers: 'Customers',
  engineers: 'Engineers',
  admins: 'Admins',
  sellers: 'Sellers',
  buyers: 'Buyers',
};

function Progress({ broadcast, onProgress }: { broadcast: Broadcast; onProgress: () => void }): ReactNode {
  const id = broadcast.jobId;
  const running = broadcast.status === 'RUNNING';
  const { data, refreshWhenIdle } = useResource(running ? `broadcast:${id}` : null, (signal) =>
    getBroadcast(id, signal),
  );
  const now = data ?? broadcast;
  const done = now.status === 'DONE';
  usePoll(refreshWhenIdle, running && !done ? 1_000 : null);
  useEffect(() => {
    if (running && done) onProgress();
  }, [running, done, onProgress]);
  return (
    <article className="card stack" data-testid="broadcast">
      <p className="message-text">{broadcast.message}</p>
      <div
        className="bar"
        role="progressbar"
        aria-label={`Broadcast to ${audiences[broadcast.audience]}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={now.progress}
      >
        <i style={{ transform: `scaleX(${now.progress / 100})` }} />
      </div>
      <p className="row spread small soft">
        <span>
          {audiences[broadcast.audience]} · {plural(now.told, 'person', 'people')} told ·{' '}
          {formatAgo(broadcast.createdAt, serverNow())}
        </span>
        <strong className="nums" data-testid="percent">
          {now.progress} %
        </strong>
      </p>
    </article>
  );
}

export default function BroadcastsPage(): ReactNode {
  const pages = usePages('broadcasts', listBroadcasts);
  const intend = useIntent();
  const [sent, setSent] = useState(0);
  return (
    <Page title="Broadcasts" lead="Tell many people at once, each on the channels they chose." narrow>
      <Form
        key={sent}
        fields={['message', 'audience']}
        label="Broadcast"
        className="stack card"
        validate={(values): Record<string, string> =>
          text(values, 'message') === '' ? { message: 'Write what to tell.' } : {}
        }
        onSubmit={async (values) => {
          const body = { message: text(values, 'message'), audience: text(values, 'audience') as Audience };
          await intend(body, startBroadcast);
          setSent((count) => count + 1);
          pages.refresh();
        }}
      >
        <TextArea name="message" label="Message" maxLength={5_000} required />
        <Select name="audience" label="To whom?" defaultValue="all">
          {Object.entries(audiences).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
        <SubmitButton className="wide">Send it</SubmitButton>
      </Form>
      <PagedList
        pages={pages}
        label="Broadcasts"
        itemHeight={130}
        skeletons={2}
        empty={<Empty icon="bell" title="Nothing was sent yet" />}
      >
        {(broadcast) => <Progress broadcast={broadcast} onProgress={pages.refreshInPlace} />}
      </PagedList>
    </Page>
  );
}
