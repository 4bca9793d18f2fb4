import { createContext, type ReactNode, use } from 'react';
import { useSearchParams } from '../lib/router/router';
import { Form, type FormProps, Select, SubmitButton, TextField, text } from './form';

const FiltersContext = createContext<Record<string, string>>({});

/** What the address says of each filter; empty where it says nothing. */
export function useFilters<Name extends string>(names: readonly Name[]): Record<Name, string> {
  const [parameters] = useSearchParams();
  return Object.fromEntries(names.map((name) => [name, parameters.get(name) ?? ''])) as Record<Name, string>;
}

interface FilterFormProps extends Pick<FormProps, 'children' | 'validate'> {
  /** As the address has them: {@link useFilters}. */
  filters: Record<string, string>;
  /** Names of those that have a field here; the others stay as they are. */
  fields: readonly string[];
  className: string;
}

/** Fields whose values go to the address, where the list below reads them. */
export function FilterForm({ filters, fields, className, validate, children }: FilterFormProps): ReactNode {
  const [parameters, setParameters] = useSearchParams();
  return (
    <FiltersContext value={filters}>
      <Form
        key={parameters.toString()}
        fields={fields}
        label="Filter"
        className={`filters ${className} card`}
        validate={validate}
        onSubmit={(values) => {
          const typed = fields.map((name): [string, string] => [name, text(values, name)]);
          const next = Object.entries({ ...filters, ...Object.fromEntries(typed) });
          setParameters(new URLSearchParams(next.filter(([, value]) => value !== '')));
          return Promise.resolve();
        }}
      >
        {children}
        <SubmitButton>Filter</SubmitButton>
      </Form>
    </FiltersContext>
  );
}

interface FilterProps {
  name: string;
  label: string;
}

interface TextFilterProps extends FilterProps {
  placeholder: string;
  /** In characters; default 100. */
  maxLength?: number;
  /** Id of the words that are offered. */
  list?: string;
}

/** A filter that is typed. */
export function TextFilter(props: TextFilterProps): ReactNode {
  const filters = use(FiltersContext);
  return <TextField maxLength={100} {...props} type="search" defaultValue={filters[props.name]} />;
}

/** A filter by a time on the reader's clock. */
export function TimeFilter(props: FilterProps): ReactNode {
  const filters = use(FiltersContext);
  return <TextField {...props} type="datetime-local" defaultValue={filters[props.name]} />;
}

interface ChoiceFilterProps extends FilterProps {
  /** What is chosen when nothing is filtered out. */
  any?: string;
  /** Each with what it is called. */
  choices: readonly (readonly [value: string, label: string])[];
}

/** A filter that is one of a few. */
export function ChoiceFilter({ any = 'Any', choices, ...props }: ChoiceFilterProps): ReactNode {
  const filters = use(FiltersContext);
  return (
    <Select {...props} defaultValue={filters[props.name]}>
      <option value="">{any}</option>
      {choices.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </Select>
  );
}
