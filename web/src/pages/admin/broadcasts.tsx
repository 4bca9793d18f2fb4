import { type ReactNode, useState } from 'react';
import { getBroadcast, startBroadcast } from '../../api/notifications';
import { usePoll } from '../../data/use-poll';
import { useResource } from '../../data/use-resource';
import { Form, Select, SubmitButton, TextArea, text } from '../../ui/form';
import { Page } from '../../ui/page';
import { Failure } from '../../ui/states';

const audiences = [
  ['all', 'Everybody'],
  ['customers', 'Customers'],
  ['engineers', 'Engineers'],
  ['admins', 'Admins'],
] as const;

function Progress({ id }: { id: string }): ReactNode {
  const { data, error, refresh } = useResource(`broadcast:${id}`, (signal) => getBroadcast(id, signal));
  const percent = Math.round(data?.percent ?? 0);
  const done = percent >= 100;
  usePoll(refresh, done ? null : 1_000);
  if (error !== undefined && data === undefined) return <Failure error={error} retry={refresh} />;
  return (
    <section className="card stack" aria-label="Progress">
      <div className="row spread">
        <h2>{done ? 'Everybody was told' : 'Telling everybody…'}</h2>
        <strong className="nums" data-testid="percent">
          {percent} %
        </strong>
      </div>
      <div
        className="bar"
        role="progressbar"
        aria-label="Broadcast"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <i style={{ transform: `scaleX(${percent / 100})` }} />
      </div>
    </section>
  );
}

export default function BroadcastsPage(): ReactNode {
  const [job, setJob] = useState<string | null>(null);
  return (
    <Page title="Broadcasts" lead="Tell many people at once, each on the channels they chose." narrow>
      <Form
        fields={['message', 'audience']}
        label="Broadcast"
        className="stack card"
        validate={(values): Record<string, string> =>
          text(values, 'message') === '' ? { message: 'Write what to tell.' } : {}
        }
        onSubmit={async (values) => {
          const { jobId } = await startBroadcast({
            message: text(values, 'message'),
            audience: text(values, 'audience'),
          });
          setJob(jobId);
        }}
      >
        <TextArea name="message" label="Message" maxLength={2_000} required />
        <Select name="audience" label="To whom?" defaultValue="all">
          {audiences.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
        <SubmitButton className="wide">Send it</SubmitButton>
      </Form>
      {job !== null && <Progress key={job} id={job} />}
    </Page>
  );
}
