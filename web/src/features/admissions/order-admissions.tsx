import type { ReactNode } from 'react';
import type { Admission } from '../../lib/api/types';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { Chip } from '../../ui/chip';
import { describeAdmission, placeWords } from './admission-words';

/** What an order yielded and its buyer still holds. */
export default function OrderAdmissions({ admissions }: { admissions: readonly Admission[] }): ReactNode {
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
