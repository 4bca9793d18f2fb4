import type { ReactNode } from 'react';
import { useNavigate, useSearchParams } from '../../lib/router/router';
import { createSupport } from './api';
import { useIdempotentMutation } from '../../lib/data/use-idempotent-mutation';
import { priorityWords } from '../../lib/words/support-words';
import { paths } from '../../lib/router/routes';
import { Form, Select, SubmitButton, TextArea, TextField, text } from '../../ui/form';
import { Page } from '../../ui/page';
import { Notice } from '../../ui/states';
import { showToast } from '../../ui/toast-store';

export default function SupportNewPage(): ReactNode {
  const [parameters] = useSearchParams();
  const navigate = useNavigate();
  const orderId = parameters.get('orderId');
  const ticketId = parameters.get('ticketId');
  const mutate = useIdempotentMutation();
  return (
    <Page title="Report trouble" lead="An engineer gets it at once and answers here and by mail." narrow>
      {orderId !== null && (
        <Notice kind="quiet">
          <p>We attach your order, so you needn’t describe it.</p>
        </Notice>
      )}
      <Form
        fields={['title', 'description', 'ticketPriority']}
        label="Report trouble"
        className="stack card"
        validate={(values) => ({
          ...(text(values, 'title') === '' && { title: 'Say in a few words what is wrong.' }),
          ...(text(values, 'description') === '' && { description: 'Tell what happened.' }),
        })}
        onSubmit={async (values) => {
          const ticket = await mutate(
            {
              title: text(values, 'title'),
              description: text(values, 'description'),
              ticketPriority: Number(text(values, 'ticketPriority')),
              ...(orderId !== null && { orderId }),
              ...(ticketId !== null && { ticketId }),
            },
            createSupport,
          );
          showToast({ text: 'Reported. We write to you.' });
          navigate(paths.helpTicket(ticket.id));
        }}
      >
        <TextField
          name="title"
          label="What is wrong?"
          maxLength={200}
          placeholder="Transaction error"
          required
        />
        <TextArea
          name="description"
          label="What happened?"
          maxLength={10_000}
          placeholder="Money was taken, but the order shows an error."
          required
        />
        <Select name="ticketPriority" label="How urgent is it?" defaultValue="4">
          {Object.entries(priorityWords).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
        <SubmitButton className="wide">Send it</SubmitButton>
      </Form>
    </Page>
  );
}
