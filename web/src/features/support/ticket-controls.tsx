import { type ReactNode, useId } from 'react';
import { ApiError, errorMessage } from '../../lib/api/errors';
import { type SupportPatch, updateSupport } from './api';
import type { SupportStatus, SupportTicket } from '../../lib/api/types';
import { listEngineers } from '../../lib/api/users';
import { useAction } from '../../lib/data/use-action';
import { useResource } from '../../lib/data/use-resource';
import { priorityWords, statusWords } from '../../lib/words/support-words';
import { effectiveRole, isStaff } from '../../lib/session/rights';
import { useUser } from '../../lib/session/session-context';
import { Problem } from '../../ui/states';

interface ControlProps {
  ticket: SupportTicket;
  onChanged: (ticket: SupportTicket) => void;
  /** Somebody else was faster: what is shown is out of date. */
  onStale: () => void;
}

/** Status, priority and engineer of a support ticket, for those who may set them. */
export function TicketControls({ ticket, onChanged, onStale }: ControlProps): ReactNode {
  const user = useUser();
  const admin = effectiveRole(user) === 'admin';
  const engineers = useResource(admin ? 'engineers' : null, listEngineers);
  const { pending, problem, run } = useAction((error) => {
    if (!(error instanceof ApiError && error.status === 409)) return errorMessage(error);
    onStale();
    return 'Somebody changed this ticket just before you. This is how it is now: try again.';
  });
  const id = useId();

  const change = (patch: Omit<SupportPatch, 'version'>): Promise<void> =>
    run(async () => onChanged(await updateSupport(ticket.id, { ...patch, version: ticket.version })));

  const closing = ticket.status === 'CLOSED' ? 'OPEN' : 'CLOSED';
  return (
    <div className="stack" aria-busy={pending}>
      <Problem text={problem} />
      {isStaff(user) && (
        <>
          <div className="field">
            <label htmlFor={`${id}-status`}>Status</label>
            <select
              id={`${id}-status`}
              className="input"
              value={ticket.status}
              disabled={pending}
              onChange={(event) => void change({ status: event.target.value as SupportStatus })}
            >
              {Object.entries(statusWords).map(([value, { label }]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </div>
          <div className="field">
            <label htmlFor={`${id}-priority`}>Priority</label>
            <select
              id={`${id}-priority`}
              className="input"
              value={ticket.ticketPriority}
              disabled={pending}
              onChange={(event) => void change({ ticketPriority: Number(event.target.value) })}
            >
              {Object.entries(priorityWords).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          </div>
        </>
      )}
      {admin && engineers.data !== undefined && (
        <div className="field">
          <label htmlFor={`${id}-assignee`}>Engineer</label>
          <select
            id={`${id}-assignee`}
            className="input"
            value={ticket.assignee ?? ''}
            disabled={pending || engineers.data.length === 0}
            onChange={(event) => event.target.value !== '' && void change({ assignee: event.target.value })}
          >
            {ticket.assignee === null && <option value="">Waiting for one</option>}
            {engineers.data.map((engineer) => (
              <option key={engineer.id} value={engineer.id}>
                {engineer.name}
              </option>
            ))}
          </select>
        </div>
      )}
      <button
        type="button"
        className="button quiet wide"
        disabled={pending}
        onClick={() => void change({ status: closing })}
      >
        {closing === 'CLOSED' ? 'Close this ticket' : 'Open it again'}
      </button>
    </div>
  );
}
