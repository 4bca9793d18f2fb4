import type { ReactNode } from 'react';
import { Form, SubmitButton, TextField, text } from './form';

interface ListSearchProps {
  /** What is looked in. */
  label: string;
  onSearch: (query: string) => void;
}

/** Searches the list below by words. */
export function ListSearch({ label, onSearch }: ListSearchProps): ReactNode {
  return (
    <Form
      fields={['q']}
      label="Search"
      className="filters card"
      onSubmit={(values) => {
        onSearch(text(values, 'q'));
        return Promise.resolve();
      }}
    >
      <TextField name="q" label={label} type="search" maxLength={100} />
      <SubmitButton className="quiet">Search</SubmitButton>
    </Form>
  );
}
