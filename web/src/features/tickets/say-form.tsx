import { type ReactNode, useState } from 'react';
import { say } from '../../lib/api/notifications';
import { Form, SubmitButton, TextField, text } from '../../ui/form';

interface SayFormProps {
  ticketId: string;
  onSaid: (message: { id: string; text: string }) => void;
}

/** Where one writes to the others on a ticket's page. */
export default function SayForm({ ticketId, onSaid }: SayFormProps): ReactNode {
  const [sent, setSent] = useState(0);
  return (
    <Form
      key={sent}
      fields={['text']}
      label="Say something"
      className="room-form"
      validate={(values): Record<string, string> =>
        text(values, 'text') === '' ? { text: 'Write something first.' } : {}
      }
      onSubmit={async (values) => {
        const words = text(values, 'text');
        const id = (await say(ticketId, words)) ?? `own-${sent}`;
        onSaid({ id, text: words });
        setSent((count) => count + 1);
      }}
    >
      <TextField
        name="text"
        label={<span className="hidden-text">Your message</span>}
        placeholder="Say something…"
        maxLength={280}
        autoComplete="off"
        autoFocus={sent > 0}
      />
      <SubmitButton className="quiet">Send</SubmitButton>
    </Form>
  );
}
