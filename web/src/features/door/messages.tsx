import { type ReactNode, useState } from 'react';
import { serverNow } from '../../lib/api/server-clock';
import type { DoorMessage } from '../../lib/api/types';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { usePages } from '../../lib/data/use-pages';
import { useProgress } from '../../lib/data/use-progress';
import { formatAgo, plural } from '../../lib/words/format';
import { Form, SubmitButton, text, TextArea, TextField } from '../../ui/form';
import { PagedList } from '../../ui/paged-list';
import { ProgressBar } from '../../ui/progress-bar';
import { SendDialog } from '../../ui/send-dialog';
import { countHolders, type DoorMessageDraft, getMessage, listMessages, sendMessage } from './api';

interface SentProps {
  showId: string;
  message: DoorMessage;
  onEnd: () => void;
}

/** A message that was sent, with how far it is. */
function Sent({ showId, message, onEnd }: SentProps): ReactNode {
  const { now } = useProgress(
    `door-message:${message.id}`,
    message,
    (signal) => getMessage(showId, message.id, signal),
    onEnd,
  );
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
        <SendDialog
          recipients={plural(preview.people, 'holder', 'holders')}
          subject={preview.draft.subject}
          text={preview.draft.text}
          onClose={() => setPreview(undefined)}
          onSend={async () => {
            await mutate(preview.draft, (draft, key) => sendMessage(showId, draft, key));
            setSent((count) => count + 1);
            pages.refresh();
          }}
        >
          Each on the channels they chose. It can’t be taken back.
        </SendDialog>
      )}
      <PagedList pages={pages} label="Messages" itemHeight={130} skeletons={1} empty={null}>
        {(message) => <Sent showId={showId} message={message} onEnd={pages.refreshInPlace} />}
      </PagedList>
    </>
  );
}
