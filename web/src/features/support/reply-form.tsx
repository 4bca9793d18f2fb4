import { type ReactNode, useState } from 'react';
import { addComment } from './api';
import type { SupportTicket } from '../../lib/api/types';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { isStaff } from '../../lib/session/rights';
import { useUser } from '../../lib/session/session-context';
import { Form, SubmitButton, TextArea, text } from '../../ui/form';

/** Answers on a support ticket; staff may write a note that the customer never sees. */
export function ReplyForm({ ticket, onSent }: { ticket: SupportTicket; onSent: () => void }): ReactNode {
  const user = useUser();
  const mutate = useIdempotentMutation();
  const [sent, setSent] = useState(0);
  const reopens = ticket.status === 'CLOSED' && ticket.reporter === user.id;
  return (
    <Form
      key={sent}
      fields={['text']}
      label="Reply"
      validate={(values): Record<string, string> =>
        text(values, 'text') === '' ? { text: 'Write something first.' } : {}
      }
      onSubmit={async (values) => {
        const reply = { text: text(values, 'text'), internal: values.get('internal') === 'on' };
        await mutate(reply, (body, key) => addComment(ticket.id, body, key));
        setSent((count) => count + 1);
        onSent();
      }}
    >
      <TextArea
        name="text"
        label="Your reply"
        maxLength={10_000}
        {...(reopens && { hint: 'This ticket is closed; your reply opens it again.' })}
      />
      <div className="row spread">
        {isStaff(user) ? (
          <label className="check">
            <input type="checkbox" name="internal" />
            Note for the help desk only
          </label>
        ) : (
          <span />
        )}
        <SubmitButton>Send</SubmitButton>
      </div>
    </Form>
  );
}
