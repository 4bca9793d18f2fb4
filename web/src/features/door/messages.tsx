import { type ReactNode, useEffect, useState } from 'react';
import { serverNow } from '../../lib/api/server-clock';
import type { DoorMessage } from '../../lib/api/types';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { usePages } from '../../lib/data/use-pages';
import { usePoll } from '../../lib/data/use-poll';
import { useResource } from '../../lib/data/use-resource';
import { formatAgo, plural } from '../../lib/words/format';
import { ConfirmDialog } from '../../ui/dialog';
import { Form, SubmitButton, text, TextArea, TextField } from '../../ui/form';
import { PagedList } from '../../ui/paged-list';
import { ProgressBar } from '../../ui/progress-bar';
import { countHolders, type DoorMessageDraft, getMessage, listMessages, sendMessage } from './api';

interface SentProps {
  showId: string;
  message: DoorMessage;
  onDone: () => void;
}

/** A message that was sent, with how far it is. */
function Sent({ showId, message, onDone }: SentProps): ReactNode {
  const running = message.status === 'RUNNING';
  const { data: now = message, refreshWhenIdle } = useResource(
    running ? `door-message:${message.id}` : null,
    (signal) => getMessage(showId, message.id, signal),
  );
  const done = now.status === 'DONE';
  usePoll(refreshWhenIdle, running && !done ? 1_000 : null);
  useEffect(() => {
    if (running && done) onDone();
  }, [running, done, onDone]);
  return (
    <article className="card stack" data-testid="door-message">
      <strong>{message.subject}</strong>
      <p className="message-text">{message.text}</p>
      <ProgressBar label={`Sending: ${message.subject}`} percent={now.progress} />
      <p className="small soft">
        {plural(now.told, 'holder', 'holders')} told · {formatAgo(message.createdAt, serverNow())}
      </p>
    </article>
  );
}

/** What a seller writes to all who hold tickets, and what was written. */
export function Messages({ showId }: { showId: string }): ReactNode {
  const pages = usePages(`door-messages:${showId}`, (next, signal) => listMessages(showId, next, signal));
  const mutate = useIdempotentMutation();
  const [sent, setSent] = useState(0);
  const [preview, setPreview] = useState<{ draft: DoorMessageDraft; people: number }>();
  const counted = plural(preview?.people ?? 0, 'holder', 'holders');
  return (
    <>
      <Form
        key={sent}
        fields={['subject', 'text']}
        label="Write to all holders"
        className="stack card"
        validate={(values): Record<string, string> => ({
          ...(text(values, 'subject') === '' && { subject: 'Write a subject.' }),
          ...(text(values, 'text') === '' && { text: 'Write what to tell.' }),
        })}
        onSubmit={async (values) => {
          const draft = { subject: text(values, 'subject'), text: text(values, 'text') };
          setPreview({ draft, people: await countHolders(showId) });
        }}
      >
        <h2>Write to all holders</h2>
        <TextField name="subject" label="Subject" maxLength={200} required />
        <TextArea
          name="text"
          label="Message"
          maxLength={5_000}
          hint="They can’t answer it: say how you are reached."
          required
        />
        <SubmitButton className="wide">Look it over</SubmitButton>
      </Form>
      {preview !== undefined && (
        <ConfirmDialog
          question={`Send this to ${counted}?`}
          confirmLabel={`Send to ${counted}`}
          keepLabel="Go on writing"
          tone="plain"
          onClose={() => setPreview(undefined)}
          onConfirm={async () => {
            await mutate(preview.draft, (draft, key) => sendMessage(showId, draft, key));
            setSent((count) => count + 1);
            pages.refresh();
          }}
        >
          <p className="soft">Each on the channels they chose. It can’t be taken back.</p>
          <div className="card stack" data-testid="preview">
            <strong>{preview.draft.subject}</strong>
            <p className="message-text">{preview.draft.text}</p>
          </div>
        </ConfirmDialog>
      )}
      <PagedList pages={pages} label="Messages" itemHeight={130} skeletons={1} empty={null}>
        {(message) => <Sent showId={showId} message={message} onDone={pages.refreshInPlace} />}
      </PagedList>
    </>
  );
}
