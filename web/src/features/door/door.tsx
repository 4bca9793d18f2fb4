import { type ReactNode, type SyntheticEvent, useRef, useState } from 'react';
import { errorMessage } from '../../lib/api/errors';
import { useResource } from '../../lib/data/use-resource';
import { Link } from '../../lib/router/link';
import { useParams } from '../../lib/router/router';
import { paths } from '../../lib/router/routes';
import { useUser } from '../../lib/session/session-context';
import { formatDateTime, plural } from '../../lib/words/format';
import { Chip } from '../../ui/chip';
import { ConfirmButton } from '../../ui/dialog';
import { Icon } from '../../ui/icons';
import { Page } from '../../ui/page';
import { Notice, ResourceView } from '../../ui/states';
import { listDoubles } from './api';
import { Camera } from './camera';
import { type DoorList, searchDoor, type Verdict } from './door-list';
import { allowSound, signal } from './signal';
import { Staff } from './staff';
import { type DoorState, useDoor } from './use-door';
import { describeVerdict, who } from './verdict-words';

/** Rows of a search. */
const MAX_FOUND = 20;

const GATE = 'door-gate';

interface AnswerProps {
  verdict: Verdict | undefined;
  problem: string | undefined;
  undo: DoorState['undo'];
}

/** Yes or no, to be seen at arm's length. */
function Answer({ verdict, problem, undo }: AnswerProps): ReactNode {
  const [undone, setUndone] = useState<string>();
  if (verdict === undefined)
    return (
      <div className="verdict" role="status">
        {problem === undefined ? (
          <p className="soft">Scan or type a code.</p>
        ) : (
          <p>
            <Icon name="alert" /> {problem}
          </p>
        )}
      </div>
    );
  const yes = verdict.result === 'admitted';
  const { word, detail } = describeVerdict(verdict);
  const wasUndone = undone === verdict.id;
  return (
    <>
      <div className={`verdict ${wasUndone ? '' : yes ? 'yes' : 'no'}`} role="status" data-testid="verdict">
        <p className="verdict-word">
          <Icon name={yes ? 'check' : 'close'} size={44} />
          {wasUndone ? 'Taken back' : word}
        </p>
        <p>{detail}</p>
        {!yes && verdict.admission && <p>{who(verdict.admission)}</p>}
        {verdict.offline && <p className="small">By this device’s own list.</p>}
      </div>
      {yes && !wasUndone && (
        <div>
          <ConfirmButton
            label="Undo"
            question="Take it back?"
            explanation="The code is good again, as if it had not been shown."
            keepLabel="Leave it"
            className="small"
            onConfirm={async () => {
              await undo(verdict.id);
              setUndone(verdict.id);
            }}
          />
        </div>
      )}
    </>
  );
}

/** How many are in, at which gate, and who is to come. */
function Counts({ list, unsent }: { list: DoorList; unsent: number }): ReactNode {
  const { used, valid, gates } = list.counts;
  return (
    <section className="card stack" aria-labelledby="counts">
      <h2 id="counts">Who is in</h2>
      <p className="price large" data-testid="in">
        {used + unsent} of {used + valid}
      </p>
      {gates.length > 0 && (
        <dl className="facts">
          {gates.map(({ gate, used: count }) => (
            <div key={gate ?? ''} className="contents">
              <dt>{gate === null ? 'No gate' : `Gate ${gate}`}</dt>
              <dd className="nums">{count}</dd>
            </div>
          ))}
        </dl>
      )}
      {unsent > 0 && <p className="small soft">{plural(unsent, 'entry', 'entries')} still to be sent.</p>}
    </section>
  );
}

/** Finds people by their name or seat, with the network or without. */
function Search({ list, undo }: { list: DoorList; undo: DoorState['undo'] }): ReactNode {
  const [query, setQuery] = useState('');
  const found = searchDoor(list, query, MAX_FOUND);
  return (
    <section className="card stack" aria-labelledby="search">
      <h2 id="search">Find somebody</h2>
      <div className="field">
        <label htmlFor="search-name">Name or seat</label>
        <input
          id="search-name"
          className="input"
          type="search"
          autoComplete="off"
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
      </div>
      {query.trim() !== '' && found.length === 0 && <p className="soft">Nobody like that.</p>}
      {found.length > 0 && (
        <ul className="list" aria-label="Found">
          {found.map((admission) => {
            const { id, status, checkInId, name } = admission;
            return (
              <li key={id}>
                <div className="line-item">
                  <span className="grow">{who(admission)}</span>
                  {status === 'valid' && <Chip tone="good">To come</Chip>}
                  {status === 'void' && <Chip tone="bad">Void</Chip>}
                  {status === 'used' && (
                    <span className="soft">
                      {
                        describeVerdict({
                          id,
                          result: 'used',
                          at: admission.at ?? undefined,
                          gate: admission.gate ?? undefined,
                          offline: true,
                        }).detail
                      }
                    </span>
                  )}
                  {status === 'used' && checkInId !== null && (
                    <ConfirmButton
                      label="Undo"
                      accessibleName={`Undo: ${name}`}
                      question="Take it back?"
                      explanation="The code is good again, as if it had not been shown."
                      keepLabel="Leave it"
                      className="small"
                      onConfirm={() => undo(checkInId)}
                    />
                  )}
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}

/** Codes by which two gates that couldn't ask each other let somebody in. */
function Doubles({ list, sent }: { list: DoorList; sent: number }): ReactNode {
  const { data: doubles = [] } = useResource(`doubles:${list.id}:${sent}`, (asked) =>
    listDoubles(list.id, asked),
  );
  if (doubles.length === 0) return null;
  return (
    <section className="card stack" aria-labelledby="doubles">
      <h2 id="doubles">Let in twice</h2>
      <ul className="list" aria-label="Let in twice">
        {doubles.map(({ id, admissionId, deviceAt, at, gate, usedGate, usedAt }) => {
          const admission = list.admissions[admissionId];
          return (
            <li key={id}>
              <div className="line-item">
                <span className="grow">{admission ? who(admission) : admissionId}</span>
                <span className="small soft">
                  {gate === null ? 'Here' : `Gate ${gate}`} {formatDateTime(deviceAt ?? at)}
                  {usedAt !== null && (
                    <>
                      <br />
                      before at {usedGate === null ? 'another device' : `gate ${usedGate}`}{' '}
                      {formatDateTime(usedAt)}
                    </>
                  )}
                </span>
              </div>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function DoorView({ door, list }: { door: DoorState; list: DoorList }): ReactNode {
  const [gate, setGate] = useState(() => localStorage.getItem(GATE) ?? '');
  const [verdict, setVerdict] = useState<Verdict>();
  const [problem, setProblem] = useState<string>();
  const [camera, setCamera] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  // One after the other, so that the answer that is shown is that of the code shown last.
  const turn = useRef<Promise<void>>(Promise.resolve());

  const check = (code: string): void => {
    const text = code.trim();
    if (text === '') return;
    turn.current = turn.current.then(async () => {
      try {
        const answer = await door.check(text, gate.trim());
        setVerdict(answer);
        setProblem(undefined);
        signal(answer.result === 'admitted');
      } catch (error) {
        setVerdict(undefined);
        setProblem(errorMessage(error));
        signal(false);
      }
    });
  };
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault();
    allowSound();
    const element = input.current;
    if (element === null) return;
    check(element.value);
    element.value = '';
    element.focus();
  };

  return (
    <div className="two-columns">
      <div className="stack">
        {!door.online && (
          <Notice kind="wait">
            <p>
              The server doesn’t answer. Go on: codes are checked by this device’s list, and sent once it is
              back.
            </p>
          </Notice>
        )}
        {door.doubles > 0 && (
          <Notice kind="bad">
            <p>
              {plural(door.doubles, 'entry', 'entries')} of this device had been let in elsewhere already.
            </p>
          </Notice>
        )}
        <Answer verdict={verdict} problem={problem} undo={door.undo} />
        {camera && <Camera onCode={check} />}
        <form className="card stack" onSubmit={submit} aria-label="Check a code">
          <div className="field">
            <label htmlFor="code">Code</label>
            <div className="with-button">
              <input
                ref={input}
                id="code"
                className="input mono"
                autoComplete="off"
                autoCapitalize="characters"
                spellCheck={false}
                enterKeyHint="go"
              />
              <button type="submit" className="button">
                Check
              </button>
            </div>
            <p className="hint">
              A scanner that types works here as well. Without a network it goes on as long as this page stays
              open.
            </p>
          </div>
          <div className="field">
            <label htmlFor="gate">This gate’s name</label>
            <input
              id="gate"
              className="input"
              autoComplete="off"
              maxLength={50}
              value={gate}
              onChange={({ target }) => {
                setGate(target.value);
                localStorage.setItem(GATE, target.value);
              }}
            />
          </div>
          <div>
            <button
              type="button"
              className="button quiet"
              onClick={() => {
                allowSound();
                setCamera(!camera);
              }}
            >
              {camera ? 'Stop the camera' : 'Use the camera'}
            </button>
          </div>
        </form>
        <Doubles list={list} sent={door.doubles} />
      </div>
      <aside className="stack" aria-label="About this door">
        <Counts list={list} unsent={door.unsent.length} />
        <Search list={list} undo={door.undo} />
        {list.role === 'seller' && (
          <>
            <Link to={paths.holders(list.id)} className="button quiet wide">
              Holders and messages
            </Link>
            <Staff doorId={list.id} />
          </>
        )}
      </aside>
    </div>
  );
}

export default function DoorPage(): ReactNode {
  const { showId = '' } = useParams();
  const user = useUser();
  const door = useDoor(showId, user.id);
  return (
    <Page title={door.list ? `Door: ${door.list.title}` : 'Door'}>
      <ResourceView resource={{ data: door.list, error: door.error, refresh: door.retry }}>
        {(list) => <DoorView door={door} list={list} />}
      </ResourceView>
    </Page>
  );
}
