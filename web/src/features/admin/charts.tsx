import { type ReactNode, useEffect, useState } from 'react';
import { usePoll } from '../../lib/data/use-poll';
import { serviceNames } from '../../lib/api/dead-letters';
import { Skeleton } from '../../ui/states';
import { getFigures } from './api';
import {
  addFigures,
  CHART_MS,
  formatFigure,
  type Line,
  linesFor,
  type Panel,
  panels,
  type Replica,
} from './figures';

const POLL_MS = 5_000;
const WIDTH = 160;
const HEIGHT = 28;
/** Of a panel with a line for each service, in pixels. */
const PANEL_HEIGHT = 372;

/**
 * What all services tell of themselves, asked every five seconds while the page is looked at; undefined until each
 * has answered or failed to.
 */
function useReplicas(): readonly Replica[] | undefined {
  const [replicas, setReplicas] = useState<readonly Replica[]>([]);
  const [isAsked, setIsAsked] = useState(false);
  const ask = (): Promise<unknown> =>
    Promise.all(
      serviceNames.map((service) =>
        getFigures(service).then(
          (figures) => setReplicas((known) => addFigures(known, figures)),
          // That it doesn't answer is said above, and its lines end.
          () => undefined,
        ),
      ),
    );
  useEffect(() => {
    void ask().then(() => setIsAsked(true));
  }, []);
  usePoll(() => void ask(), POLL_MS);
  return isAsked ? replicas : undefined;
}

function Trend({ line: { points }, most, now }: { line: Line; most: number; now: number }): ReactNode {
  const x = (at: number): number => WIDTH - ((now - at) / CHART_MS) * WIDTH;
  const y = (value: number): number => HEIGHT - 2 - (most === 0 ? 0 : (value / most) * (HEIGHT - 4));
  return (
    <svg className="trend" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points.map(({ at, value }) => `${x(at)},${y(value)}`).join(' ')} />
    </svg>
  );
}

function PanelCard({ panel, replicas }: { panel: Panel; replicas: readonly Replica[] }): ReactNode {
  const lines = linesFor(panel, replicas);
  const all = lines.flatMap(({ points }) => points);
  const most = Math.max(0, ...all.map(({ value }) => value));
  const now = Math.max(0, ...replicas.flatMap(({ samples }) => samples.map(({ at }) => at)));
  const id = `panel-${panel.figure}`;
  return (
    <section className="card stack panel" aria-labelledby={id}>
      <h3 id={id}>{panel.title}</h3>
      {lines.length === 0 ? (
        <p className="small soft">Nothing to show yet.</p>
      ) : (
        <table>
          <caption className="hidden-text">{panel.title}: the last five minutes, and now</caption>
          <tbody>
            {lines.map((line) => {
              const latest = line.points.at(-1);
              return (
                <tr key={line.name}>
                  <th scope="row">{line.name}</th>
                  <td>
                    <Trend line={line} most={most} now={now} />
                  </td>
                  <td className="nums">{latest ? formatFigure(latest.value, panel.unit) : '–'}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </section>
  );
}

/** The services' own figures over the last five minutes; the Grafana dashboard has the same for longer. */
export function Charts(): ReactNode {
  const replicas = useReplicas();
  return (
    <section className="stack" aria-labelledby="figures">
      <h2 id="figures">The last five minutes</h2>
      {replicas === undefined ? (
        <Skeleton count={panels.length} height={PANEL_HEIGHT} className="wide-cells" />
      ) : (
        <div className="list wide-cells">
          {panels.map((panel) => (
            <PanelCard key={panel.title} panel={panel} replicas={replicas} />
          ))}
        </div>
      )}
    </section>
  );
}
