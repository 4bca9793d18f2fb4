import { type ReactNode, useEffect, useReducer, useRef, useState } from 'react';
import { countLooking, say } from '../../lib/api/notifications';
import { usePoll } from '../../lib/data/use-poll';
import { useResource } from '../../lib/data/use-resource';
import { plural } from '../../lib/words/format';
import { useLive } from '../../lib/live/live-context';
import type { RoomEvent } from '../../lib/live/live-events';
import { emptyRoom, roomAfter, roomAfterOwn } from './room-state';
import { Link } from '../../lib/router/link';
import { useLocation } from '../../lib/router/router';
import { signInFrom } from '../../lib/router/routes';
import { useSession } from '../../lib/session/session-context';
import { Form, SubmitButton, TextField, text } from '../../ui/form';
import { Icon } from '../../ui/icons';
import { Skeleton } from '../../ui/states';

type Action = { event: RoomEvent } | { own: { id: string; text: string } };

const finding = 'Finding out who is looking…';
const ASKED_EVERY_MS = 10_000;

/** How many are on a ticket's page; `others` is null until that is known. */
function Looking({ others, unknown }: { others: number | null; unknown?: string }): ReactNode {
  return (
    <p className="row" data-testid="looking" aria-live="polite">
      <Icon name="eye" />
      {others === null && unknown !== undefined
        ? unknown
        : (others ?? 0) < 1
          ? 'Only you are looking'
          : `${plural((others ?? 0) + 1, 'person', 'people')} looking`}
    </p>
  );
}

/** For visitors, who have no live connection and no name to speak under. */
function VisitorsRoom({ ticketId }: { ticketId: string }): ReactNode {
  const { pathname } = useLocation();
  const { data, refreshWhenIdle } = useResource(`looking:${ticketId}`, (signal) =>
    countLooking(ticketId, signal),
  );
  usePoll(refreshWhenIdle, ASKED_EVERY_MS);
  return (
    <section className="card stack" aria-label="On this page now">
      <Looking others={data ?? null} unknown={finding} />
      <p className="small soft">
        <Link to={signInFrom(pathname)}>Sign in</Link> to talk to the others on this page.
      </p>
    </section>
  );
}

/** Who else is on a ticket's page, and what they say there. */
export function Room({ ticketId }: { ticketId: string }): ReactNode {
  const { user } = useSession();
  // The place is kept until it is known who looks, so that nothing moves then.
  if (user === undefined) return <Skeleton count={1} height={104} />;
  return user === null ? <VisitorsRoom ticketId={ticketId} /> : <MembersRoom ticketId={ticketId} />;
}

function MembersRoom({ ticketId }: { ticketId: string }): ReactNode {
  const { watch, subscribeRoom, connected } = useLive();
  const [sent, setSent] = useState(0);
  const said = useRef<HTMLOListElement>(null);
  const [room, dispatch] = useReducer(
    (state: typeof emptyRoom, action: Action) =>
      'own' in action ? roomAfterOwn(state, action.own) : roomAfter(state, action.event),
    emptyRoom,
  );

  useEffect(() => {
    const unsubscribe = subscribeRoom((event) => {
      if (event.ticketId === ticketId) dispatch({ event });
    });
    const leave = watch('rooms', ticketId);
    return () => {
      unsubscribe();
      leave();
    };
  }, [subscribeRoom, watch, ticketId]);

  useEffect(() => {
    // The list's own scroll position: the page stays where its reader is.
    said.current?.scrollTo({ top: said.current.scrollHeight });
  }, [room.messages.length]);

  return (
    <section className="card stack" aria-label="On this page now">
      <Looking
        others={room.looking === null ? null : room.looking - 1}
        {...(!connected && { unknown: finding })}
      />
      <ol ref={said} className="bubbles room" aria-label="What is said" aria-live="polite" tabIndex={0}>
        {room.messages.length === 0 && (
          <li className="small soft">Say something to the others on this page. It isn’t kept.</li>
        )}
        {room.messages.map((message) => (
          <li key={message.id} className={`bubble ${message.mine ? 'mine' : ''}`}>
            <span className="small">
              <strong>{message.name}</strong>
            </span>
            <p>{message.text}</p>
          </li>
        ))}
      </ol>
      <Form
        key={sent}
        fields={['text']}
        label="Say something"
        className="room-form"
        validate={(values): Record<string, string> =>
          text(values, 'text') === '' ? { text: 'Write something first.' } : {}
        }
        onSubmit={async (values) => {
          const words = text(values, 'text');
          const id = (await say(ticketId, words)) ?? `own-${sent}`;
          dispatch({ own: { id, text: words } });
          setSent((count) => count + 1);
        }}
      >
        <TextField
          name="text"
          label={<span className="hidden-text">Your message</span>}
          placeholder="Say something…"
          maxLength={280}
          autoComplete="off"
          autoFocus={sent > 0}
        />
        <SubmitButton className="quiet">Send</SubmitButton>
      </Form>
    </section>
  );
}
