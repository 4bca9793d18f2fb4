import type { ReactNode } from 'react';
import { useResource } from '../../lib/data/use-resource';
import { useLiveRefresh } from '../../lib/live/live-context';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { Chip } from '../../ui/chip';
import { describeAdmission, placeWords } from './admission-words';
import { listAdmissionsOfOrder } from './api';

/** What an order yielded and its buyer still holds. */
export default function OrderAdmissions({ orderId }: { orderId: string }): ReactNode {
  const { data: admissions = [], refresh } = useResource(`admissions-of:${orderId}`, (signal) =>
    listAdmissionsOfOrder(orderId, signal),
  );
  useLiveRefresh('admission', refresh);
  if (admissions.length === 0) return null;
  return (
    <section className="stack unprinted" aria-labelledby="admissions">
      <h2 id="admissions">What lets you in</h2>
      <ul className="list" aria-label="What lets you in">
        {admissions.map((admission) => {
          const { tone, icon, label } = describeAdmission(admission);
          return (
            <li key={admission.id}>
              <Link to={paths.admission(admission.id)} className="line-item">
                <span className="grow">
                  <strong>{admission.title}</strong>
                  <br />
                  <span className="small soft">{placeWords(admission)}</span>
                </span>
                <Chip tone={tone} icon={icon}>
                  {label}
                </Chip>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
