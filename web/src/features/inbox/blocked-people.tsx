import { type ReactNode, useState } from 'react';
import { errorMessage } from '../../lib/api/errors';
import { listBlocked, unblock } from '../../lib/api/rooms';
import { useResource } from '../../lib/data/use-resource';
import { ResourceView, Skeleton } from '../../ui/states';

/** Whom one doesn't hear on the pages of tickets, and the way back. */
export function BlockedPeople(): ReactNode {
  const blocked = useResource('blocked', listBlocked);
  const [problem, setProblem] = useState<string>();
  const hearAgain = (userId: string): void => {
    setProblem(undefined);
    unblock(userId).then(blocked.refresh, (error: unknown) => setProblem(errorMessage(error)));
  };
  return (
    <section className="card stack" aria-labelledby="blocked-title">
      <h2 id="blocked-title">Blocked people</h2>
      <ResourceView resource={blocked} loading={<Skeleton count={1} height={40} />}>
        {(people) =>
          people.length === 0 ? (
            <p className="small soft">
              Nobody. On a ticket’s page you can block who bothers you there: neither of you hears the other.
            </p>
          ) : (
            <ul className="list" aria-label="Blocked people">
              {people.map(({ userId, name }) => (
                <li key={userId} className="line-item">
                  <strong className="grow person">{name || 'Someone'}</strong>
                  <button
                    type="button"
                    className="button quiet small"
                    aria-label={`Unblock ${name || 'Someone'}`}
                    onClick={() => hearAgain(userId)}
                  >
                    Unblock
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </ResourceView>
      {problem !== undefined && (
        <p className="small" role="alert">
          {problem}
        </p>
      )}
    </section>
  );
}
