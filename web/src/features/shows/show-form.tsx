import { countryCodes } from '@ticketing/common/countries';
import { MINIMUM_CHARGES } from '@ticketing/common/money';
import type { ReactNode } from 'react';
import type { NewShow, Show } from '../../lib/api/types';
import { formatAddress } from '../../lib/words/format';
import { toInstant, toLocalTime } from '../../lib/words/show-time';
import { Field, Form, Select, SubmitButton, TextArea, TextField, text } from '../../ui/form';

const countries = countryCodes()
  .map((code) => [code, formatAddress({ country: code })] as const)
  .sort(([, a], [, b]) => a.localeCompare(b));
const currencies = Object.keys(MINIMUM_CHARGES);
const zones = Intl.supportedValuesOf('timeZone');
const ownZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
const times = ['startsAt', 'endsAt', 'doorsAt'] as const;
const showFields = [
  ...['title', 'startsAt', 'timeZone', 'doorsAt', 'endsAt', 'venueName', 'address', 'city', 'country'],
  ...['category', 'currency', 'description', 'resaleCapPercent'],
];

function findProblems(values: FormData): Record<string, string> {
  const problems: Record<string, string> = {};
  if (text(values, 'title') === '') problems.title = 'Say what it is.';
  if (text(values, 'venueName') === '') problems.venueName = 'Say where it is.';
  if (text(values, 'startsAt') === '') problems.startsAt = 'Say when it starts.';
  const timeZone = text(values, 'timeZone');
  if (!zones.includes(timeZone) && timeZone !== ownZone && timeZone !== 'UTC') {
    return { ...problems, timeZone: 'Choose a zone of the list, like Europe/Berlin.' };
  }
  for (const name of times) {
    const local = text(values, name);
    if (local !== '' && toInstant(local, timeZone) === null)
      problems[name] = 'There is no such time there: the clock is put forward then.';
  }
  return problems;
}

/** What the fields say of a show. @throws never after `findProblems` found none */
function readShow(values: FormData): NewShow {
  const timeZone = text(values, 'timeZone');
  const given = (name: string): string | undefined => text(values, name) || undefined;
  const instant = (name: string): string | undefined => toInstant(text(values, name), timeZone) ?? undefined;
  return {
    title: text(values, 'title'),
    startsAt: instant('startsAt') ?? '',
    endsAt: instant('endsAt'),
    doorsAt: instant('doorsAt'),
    timeZone,
    venue: {
      name: text(values, 'venueName'),
      address: given('address'),
      city: given('city'),
      country: given('country'),
    },
    currency: text(values, 'currency') as NewShow['currency'],
    category: given('category'),
    description: given('description'),
    queue: values.get('queue') === 'on',
    resaleCapPercent: Number(text(values, 'resaleCapPercent') || 100),
  };
}

interface ShowFormProps {
  /** What the fields begin with. */
  show?: Show | undefined;
  submitLabel: string;
  /** Names of fields of `children` that can show a problem of their own. */
  moreFields?: readonly string[];
  moreProblems?: (values: FormData, currency: string) => Record<string, string>;
  onSubmit: (show: NewShow, values: FormData) => Promise<void>;
  children?: ReactNode;
}

/** All that an organiser says of a show. */
export function ShowForm(props: ShowFormProps): ReactNode {
  const { show, submitLabel, moreFields = [], moreProblems, onSubmit, children } = props;
  const local = (iso: string | undefined): string | undefined =>
    iso === undefined || show === undefined ? undefined : toLocalTime(iso, show.timeZone);
  return (
    <Form
      label="Event"
      className="stack"
      fields={[...showFields, ...moreFields]}
      validate={(values) => ({
        ...findProblems(values),
        ...moreProblems?.(values, text(values, 'currency')),
      })}
      onSubmit={(values) => onSubmit(readShow(values), values)}
    >
      <fieldset className="card stack">
        <legend className="hidden-text">The event</legend>
        <TextField name="title" label="What is it?" maxLength={200} defaultValue={show?.title} required />
        <TextField
          name="category"
          label="Category"
          hint="Concert, match, talk…"
          maxLength={50}
          defaultValue={show?.category}
        />
        <TextArea name="description" label="Description" maxLength={5_000} defaultValue={show?.description} />
      </fieldset>
      <fieldset className="card stack">
        <legend className="hidden-text">When</legend>
        <Field name="timeZone" label="Time zone" hint="All times below are those of its clocks.">
          {(control) => (
            <>
              <input
                className="input"
                list="time-zones"
                defaultValue={show?.timeZone ?? ownZone}
                autoComplete="off"
                {...control}
              />
              <datalist id="time-zones">
                {zones.map((zone) => (
                  <option key={zone} value={zone} />
                ))}
              </datalist>
            </>
          )}
        </Field>
        <TextField
          name="startsAt"
          label="Starts"
          type="datetime-local"
          defaultValue={local(show?.startsAt)}
          required
        />
        <TextField
          name="doorsAt"
          label="Doors open (optional)"
          type="datetime-local"
          defaultValue={local(show?.doorsAt)}
        />
        <TextField
          name="endsAt"
          label="Ends (optional)"
          type="datetime-local"
          defaultValue={local(show?.endsAt)}
        />
      </fieldset>
      <fieldset className="card stack">
        <legend className="hidden-text">Where</legend>
        <TextField name="venueName" label="Venue" maxLength={200} defaultValue={show?.venue.name} required />
        <TextField
          name="address"
          label="Address (optional)"
          maxLength={500}
          defaultValue={show?.venue.address}
        />
        <TextField name="city" label="City" maxLength={100} defaultValue={show?.venue.city} />
        <Select name="country" label="Country (optional)" defaultValue={show?.venue.country}>
          <option value="" />
          {countries.map(([code, name]) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </Select>
      </fieldset>
      <fieldset className="card stack">
        <legend className="hidden-text">The sale</legend>
        <Select name="currency" label="Currency" defaultValue={show?.currency ?? 'usd'}>
          {currencies.map((currency) => (
            <option key={currency} value={currency}>
              {currency.toUpperCase()}
            </option>
          ))}
        </Select>
        <TextField
          name="resaleCapPercent"
          label="Most that a resale may cost, in percent of the face value"
          type="number"
          min={0}
          max={1_000}
          defaultValue={show?.resaleCapPercent ?? 100}
        />
        <label className="check">
          <input type="checkbox" name="queue" defaultChecked={show?.queue ?? false} />
          Let buyers through a few at a time, when there is a rush
        </label>
      </fieldset>
      {children}
      <SubmitButton className="wide">{submitLabel}</SubmitButton>
    </Form>
  );
}
