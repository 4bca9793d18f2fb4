import { lazy, type ReactNode, Suspense, useEffect, useReducer, useRef } from 'react';
import { useLive } from '../../lib/live/live-context';
import type { RoomEvent } from '../../lib/live/live-events';
import { Chip } from '../../ui/chip';
import { Skeleton } from '../../ui/states';
import { finding, Looking } from './looking';
import { emptyRoom, roomAfter, roomAfterOwn, roomWithout } from './room-state';

// Beside what a page may load at first.
const SayForm = lazy(() => import('./say-form'));
const MessageActions = lazy(() => import('./message-actions'));

type Action = { event: RoomEvent } | { own: { id: string; text: string } } | { blocked: string };

/** Who else is on a ticket's page, and what they say there, for those who are signed in. */
export function MembersRoom({ ticketId }: { ticketId: string }): ReactNode {
  const { watch, subscribeRoom, connected } = useLive();
  const said = useRef<HTMLOListElement>(null);
  const [room, dispatch] = useReducer(
    (state: typeof emptyRoom, action: Action) =>
      'own' in action
        ? roomAfterOwn(state, action.own)
        : 'blocked' in action
          ? roomWithout(state, action.blocked)
          : roomAfter(state, action.event),
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
              {message.seller && <Chip tone="good">Seller</Chip>}
            </span>
            <p>{message.text}</p>
            {message.userId !== undefined && (
              <Suspense>
                <MessageActions
                  message={{ ...message, userId: message.userId }}
                  onBlocked={(blocked) => dispatch({ blocked })}
                />
              </Suspense>
            )}
          </li>
        ))}
      </ol>
      <Suspense fallback={<Skeleton count={1} height={44} />}>
        <SayForm ticketId={ticketId} onSaid={(own) => dispatch({ own })} />
      </Suspense>
    </section>
  );
}
