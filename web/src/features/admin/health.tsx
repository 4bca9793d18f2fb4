import type { ReactNode } from 'react';
import { ApiError, isTimeout, errorMessage } from '../../lib/api/errors';
import { serviceNames } from '../../lib/api/dead-letters';
import { getHealth } from './api';
import { usePoll } from '../../lib/data/use-poll';
import { useResource } from '../../lib/data/use-resource';
import { formatUptime } from '../../lib/words/format';
import { Chip } from '../../ui/chip';
import { StaffPage } from '../../ui/staff-page';
import { Charts } from './charts';

function ServiceCard({ name }: { name: string }): ReactNode {
  const { data, error, loading, refreshWhenIdle } = useResource(`health:${name}`, (signal) =>
    getHealth(name, signal),
  );
  usePoll(refreshWhenIdle, 5_000);
  const missing = error instanceof ApiError && error.status === 404;
  return (
    <section className="card stack health" aria-label={name}>
      <div className="row spread">
        <h2>{name}</h2>
        {error !== undefined ? (
          <Chip tone="bad">{missing ? 'not here' : isTimeout(error) ? 'doesn’t answer' : 'away'}</Chip>
        ) : data === undefined ? (
          <Chip tone="quiet" icon="clock">
            {loading ? 'asking' : 'unknown'}
          </Chip>
        ) : (
          <Chip tone={data.ready ? 'good' : 'bad'}>{data.ready ? 'ready' : 'not ready'}</Chip>
        )}
      </div>
      {error !== undefined && <p className="small soft">{errorMessage(error)}</p>}
      {data !== undefined && error === undefined && (
        <>
          <ul
            className="row"
            style={{ '--gap': '0.4rem' } as React.CSSProperties}
            aria-label={`What ${name} needs`}
          >
            {Object.entries(data.checks).map(([check, outcome]) => (
              <li key={check}>
                <Chip tone={outcome === 'ok' ? 'good' : 'bad'}>{check}</Chip>
              </li>
            ))}
          </ul>
          <p className="small soft">up for {formatUptime(data.uptimeSeconds)}</p>
        </>
      )}
    </section>
  );
}

export default function OperationsPage(): ReactNode {
  return (
    <StaffPage
      title="Operations"
      lead="How the services are and what they do, asked every five seconds."
      actions={
        <a className="button quiet" href="/api/ops/expiration/queues">
          Expiration queue
        </a>
      }
    >
      <div className="list wide-cells">
        {serviceNames.map((name) => (
          <ServiceCard key={name} name={name} />
        ))}
      </div>
      <Charts />
    </StaffPage>
  );
}
