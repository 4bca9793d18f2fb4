import { type ReactNode, useEffect, useState } from 'react';
import {
  type Audience,
  type BroadcastDraft,
  countAudience,
  getBroadcast,
  listBroadcasts,
  startBroadcast,
} from '../../lib/api/notifications';
import { serverNow } from '../../lib/api/server-clock';
import type { Broadcast } from '../../lib/api/types';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { usePages } from '../../lib/data/use-pages';
import { usePoll } from '../../lib/data/use-poll';
import { useResource } from '../../lib/data/use-resource';
import { formatAgo, plural } from '../../lib/words/format';
import { ConfirmDialog } from '../../ui/dialog';
import { Form, Select, SubmitButton, TextArea, TextField, text } from '../../ui/form';
import { Page } from '../../ui/page';
import { PagedList } from '../../ui/paged-list';
import { ProgressBar } from '../../ui/progress-bar';
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
      {broadcast.subject !== undefined && <strong>{broadcast.subject}</strong>}
      <p className="message-text">{broadcast.message}</p>
      <ProgressBar label={`Broadcast to ${audiences[broadcast.audience]}`} percent={now.progress} />
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

interface PreviewProps {
  draft: BroadcastDraft;
  people: number;
  onSend: () => Promise<void>;
  onClose: () => void;
}

/** The broadcast as it will be read, and how many it goes to: sent, it can't be taken back. */
function Preview({ draft, people, onSend, onClose }: PreviewProps): ReactNode {
  const counted = plural(people, 'person', 'people');
  return (
    <ConfirmDialog
      question={`Send this to ${counted}?`}
      confirmLabel={`Send to ${counted}`}
      keepLabel="Go on writing"
      tone="plain"
      onConfirm={onSend}
      onClose={onClose}
    >
      <p className="soft">
        {audiences[draft.audience]}, each on the channels they chose. It can’t be taken back.
      </p>
      <div className="card stack" data-testid="preview">
        {draft.subject !== undefined && <strong>{draft.subject}</strong>}
        <p className="message-text">{draft.message}</p>
      </div>
    </ConfirmDialog>
  );
}

export default function BroadcastsPage(): ReactNode {
  const pages = usePages('broadcasts', listBroadcasts);
  const mutate = useIdempotentMutation();
  const [sent, setSent] = useState(0);
  const [preview, setPreview] = useState<{ draft: BroadcastDraft; people: number } | null>(null);
  return (
    <Page title="Broadcasts" lead="Tell many people at once, each on the channels they chose." narrow>
      <Form
        key={sent}
        fields={['subject', 'message', 'audience']}
        label="Broadcast"
        className="stack card"
        validate={(values): Record<string, string> =>
          text(values, 'message') === '' ? { message: 'Write what to tell.' } : {}
        }
        onSubmit={async (values) => {
          const subject = text(values, 'subject');
          const audience = text(values, 'audience') as Audience;
          const draft = { message: text(values, 'message'), audience, ...(subject !== '' && { subject }) };
          setPreview({ draft, people: await countAudience(audience) });
        }}
      >
        <TextField
          name="subject"
          label="Subject"
          maxLength={200}
          hint="Of the mails. You may leave it out."
        />
        <TextArea name="message" label="Message" maxLength={5_000} required />
        <Select name="audience" label="To whom?" defaultValue="all">
          {Object.entries(audiences).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
        <SubmitButton className="wide">Look it over</SubmitButton>
      </Form>
      {preview !== null && (
        <Preview
          {...preview}
          onClose={() => setPreview(null)}
          onSend={async () => {
            await mutate(preview.draft, startBroadcast);
            setSent((count) => count + 1);
            pages.refresh();
          }}
        />
      )}
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
