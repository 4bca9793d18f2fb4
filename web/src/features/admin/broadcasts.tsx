import { type ReactNode, useState } from 'react';
import {
  type Audience,
  type BroadcastDraft,
  countAudience,
  getBroadcast,
  listBroadcasts,
  startBroadcast,
  stopBroadcast,
} from '../../lib/api/notifications';
import { errorMessage } from '../../lib/api/errors';
import { serverNow } from '../../lib/api/server-clock';
import type { Broadcast } from '../../lib/api/types';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { usePages } from '../../lib/data/use-pages';
import { useProgress } from '../../lib/data/use-progress';
import { formatAgo, plural } from '../../lib/words/format';
import { Form, Select, SubmitButton, TextArea, TextField, text } from '../../ui/form';
import { StaffPage } from '../../ui/staff-page';
import { PagedList } from '../../ui/paged-list';
import { ProgressBar } from '../../ui/progress-bar';
import { SendDialog } from '../../ui/send-dialog';
import { Empty } from '../../ui/states';

const audiences: Record<Audience, string> = {
  all: 'Everybody',
  customers: 'Customers',
  engineers: 'Engineers',
  admins: 'Admins',
  sellers: 'Sellers',
  buyers: 'Buyers',
};

/** How long a broadcast can be taken back before anybody is told. */
const UNDO_SECONDS = 10;

/** What has become of a broadcast, in words. */
function describeProgress({ status, told, startsAt }: Broadcast, now: number): string {
  const wait = Math.ceil((Date.parse(startsAt) - now) / 1_000);
  if (status === 'RUNNING' && wait > 0) return `goes out in ${wait} s`;
  if (status === 'STOPPED')
    return told === 0 ? 'taken back, nobody was told' : `stopped, ${counted(told)} told`;
  return `${counted(told)} told`;
}

const counted = (people: number): string => plural(people, 'person', 'people');

function Progress({ broadcast, onEnd }: { broadcast: Broadcast; onEnd: () => void }): ReactNode {
  const id = broadcast.jobId;
  const { now, isRunning, set } = useProgress(
    `broadcast:${id}`,
    broadcast,
    (signal) => getBroadcast(id, signal),
    onEnd,
  );
  const [failure, setFailure] = useState<unknown>();
  const stop = (): void => {
    setFailure(undefined);
    stopBroadcast(id).then(set, setFailure);
  };
  return (
    <article className="card stack" data-testid="broadcast">
      {broadcast.subject !== undefined && <strong>{broadcast.subject}</strong>}
      <p className="message-text">{broadcast.message}</p>
      <ProgressBar label={`Broadcast to ${audiences[broadcast.audience]}`} percent={now.progress} />
      <p className="row spread small soft">
        <span>
          {audiences[broadcast.audience]} · {describeProgress(now, serverNow())} ·{' '}
          {formatAgo(broadcast.createdAt, serverNow())}
        </span>
        <strong className="nums" data-testid="percent">
          {now.progress} %
        </strong>
      </p>
      {isRunning && (
        <button type="button" className="button quiet" onClick={stop}>
          {Date.parse(now.startsAt) > serverNow() ? 'Take it back' : 'Stop'}
        </button>
      )}
      {failure !== undefined && (
        <p className="small" role="alert">
          {errorMessage(failure)}
        </p>
      )}
    </article>
  );
}

export default function BroadcastsPage(): ReactNode {
  const pages = usePages('broadcasts', listBroadcasts);
  const mutate = useIdempotentMutation();
  const [sent, setSent] = useState(0);
  const [preview, setPreview] = useState<{ draft: BroadcastDraft; people: number } | null>(null);
  return (
    <StaffPage title="Broadcasts" lead="Tell many people at once, each on the channels they chose.">
      <div className="stack narrow">
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
            const draft = {
              message: text(values, 'message'),
              audience,
              delaySeconds: UNDO_SECONDS,
              ...(subject !== '' && { subject }),
            };
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
          <SendDialog
            recipients={counted(preview.people)}
            subject={preview.draft.subject}
            text={preview.draft.message}
            onClose={() => setPreview(null)}
            onSend={async () => {
              await mutate(preview.draft, startBroadcast);
              setSent((count) => count + 1);
              pages.refresh();
            }}
          >
            {audiences[preview.draft.audience]}, each on the channels they chose. For {UNDO_SECONDS} seconds
            you can take it back; after that you can stop it for those who haven’t been told.
          </SendDialog>
        )}
        <PagedList
          pages={pages}
          label="Broadcasts"
          itemHeight={130}
          skeletons={2}
          empty={<Empty icon="bell" title="Nothing was sent yet" />}
        >
          {(broadcast) => <Progress broadcast={broadcast} onEnd={pages.refreshInPlace} />}
        </PagedList>
      </div>
    </StaffPage>
  );
}
