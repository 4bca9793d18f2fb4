import { type ReactNode, useState } from 'react';
import { useResource } from '../../lib/data/use-resource';
import { ConfirmButton } from '../../ui/dialog';
import { Form, SubmitButton, text, TextField } from '../../ui/form';
import { ResourceView, Skeleton } from '../../ui/states';
import { showToast } from '../../ui/toast-store';
import { addStaff, listStaff, removeStaff } from './api';

/** Who may check in beside the seller. */
export function Staff({ doorId }: { doorId: string }): ReactNode {
  const staff = useResource(`staff:${doorId}`, (signal) => listStaff(doorId, signal));
  const [added, setAdded] = useState(0);
  return (
    <section className="card stack" aria-labelledby="staff">
      <h2 id="staff">Who else may let people in</h2>
      <ResourceView resource={staff} loading={<Skeleton count={1} height={70} />}>
        {(people) =>
          people.length === 0 ? (
            <p className="soft">Nobody but you.</p>
          ) : (
            <ul className="list" aria-label="Door staff">
              {people.map(({ userId, name, email }) => (
                <li key={userId}>
                  <div className="line-item">
                    <span className="grow">
                      <strong>{name}</strong>
                      <br />
                      <span className="small soft">{email}</span>
                    </span>
                    <ConfirmButton
                      label="Remove"
                      accessibleName={`Remove: ${name}`}
                      question="Remove them from this door?"
                      explanation={`${name} can let nobody in any more.`}
                      keepLabel="Leave them"
                      className="small"
                      onConfirm={async () => {
                        await removeStaff(doorId, userId);
                        staff.refresh();
                      }}
                    />
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </ResourceView>
      <Form
        key={added}
        fields={['email']}
        label="Who else may let people in"
        onSubmit={async (values) => {
          const { name } = await addStaff(doorId, text(values, 'email'));
          showToast({ text: `${name} may let people in here` });
          staff.refresh();
          setAdded((count) => count + 1);
        }}
      >
        <TextField
          name="email"
          label="Mail address of their account"
          type="email"
          autoComplete="off"
          hint="They need to have confirmed it."
        />
        <div>
          <SubmitButton className="quiet">Add them</SubmitButton>
        </div>
      </Form>
    </section>
  );
}
