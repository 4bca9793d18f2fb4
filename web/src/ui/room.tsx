import { type ReactNode, useEffect, useReducer, useRef, useState } from 'react';
import { say } from '../api/notifications';
import { plural } from '../domain/format';
import { useLive } from '../live/live-context';
import type { RoomEvent } from '../live/live-events';
import { emptyRoom, roomAfter, roomAfterOwn } from '../live/room-state';
import { useSession } from '../session/session-context';
import { Form, SubmitButton, TextField, text } from './form';
import { Icon } from './icons';

type Action = { event: RoomEvent } | { own: { id: string; text: string } };

/** Who else is on a ticket's page, and what they say there. For those who are signed in. */
export function Room({ ticketId }: { ticketId: string }): ReactNode {
  const { user } = useSession();
  const { watch, subscribeRoom, connected } = useLive();
  const [sent, setSent] = useState(0);
  const end = useRef<HTMLLIElement>(null);
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
    end.current?.scrollIntoView({ block: 'nearest' });
  }, [room.messages.length]);

  if (!user) return null;
  return (
    <section className="card stack" aria-label="On this page now">
      <p className="row" data-testid="looking" aria-live="polite">
        <Icon name="eye" />
        {room.looking === null
          ? connected
            ? 'Only you are looking'
            : 'Finding out who is looking…'
          : room.looking <= 1
            ? 'Only you are looking'
            : `${plural(room.looking, 'person', 'people')} looking`}
      </p>
      <ol className="bubbles room" aria-label="What is said" aria-live="polite" tabIndex={0}>
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
        <li ref={end} aria-hidden="true" />
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
