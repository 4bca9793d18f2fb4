import type { ReactNode } from 'react';
import { listSoldDays } from './sales-api';
import { toCalendar } from './sold-days';
import type { Show, SoldDay } from '../../lib/api/types';
import { useLiveRefresh } from '../../lib/live/live-context';
import { useResource } from '../../lib/data/use-resource';
import { formatDay, formatMoney, plural } from '../../lib/words/format';
import { ResourceView, Skeleton } from '../../ui/states';

/** Height of the tallest bar, and width of a day with its gap, in units of the drawing. */
const [HEIGHT, DAY, GAP] = [100, 10, 2];

/** Places of one currency by day, drawn as bars; the table says the same in figures. */
export function DayChart({ days }: { days: readonly SoldDay[] }): ReactNode {
  const shown = toCalendar(days);
  const most = Math.max(...shown.map(({ places }) => places));
  const best = days.find(({ places }) => places === most);
  return (
    <>
      <svg
        className="day-chart"
        viewBox={`0 0 ${Math.max(shown.length, 14) * DAY} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {shown.map(({ day, places }, nth) => {
          const height = (places / most) * HEIGHT;
          return (
            <rect key={day} x={nth * DAY + GAP / 2} y={HEIGHT - height} width={DAY - GAP} height={height} />
          );
        })}
      </svg>
      {best && (
        <p className="small soft">
          Most on {formatDay(best.day)}: {plural(best.places, 'place')},{' '}
          {formatMoney(best.total, best.currency)}.
        </p>
      )}
      <details>
        <summary>In figures</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">Day</th>
              <th scope="col">Places</th>
              <th scope="col">Paid</th>
            </tr>
          </thead>
          <tbody>
            {[...days].reverse().map(({ day, places, total, currency }) => (
              <tr key={day}>
                <th scope="row">{formatDay(day)}</th>
                <td className="nums">{places}</td>
                <td className="nums">{formatMoney(total, currency)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </>
  );
}

/** Places and money of a show by day. */
export function SalesByDay({
  show: { id, timeZone, status },
}: {
  show: Pick<Show, 'id' | 'timeZone' | 'status'>;
}): ReactNode {
  const resource = useResource(`sold-days:${id}`, (signal) => listSoldDays(id, timeZone, signal));
  useLiveRefresh('ticket', resource.refreshWhenIdle);
  return (
    <section className="card stack" aria-labelledby="by-day">
      <h2 id="by-day">Sold by day</h2>
      <ResourceView resource={resource} loading={<Skeleton count={1} height={160} />}>
        {(days) =>
          days.length === 0 ? (
            <p className="soft">
              {status === 'cancelled'
                ? 'The event is cancelled: what was paid goes back.'
                : 'Nothing is sold yet.'}
            </p>
          ) : (
            <DayChart days={days} />
          )
        }
      </ResourceView>
    </section>
  );
}
