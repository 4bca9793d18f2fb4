import type { ReactNode } from 'react';
import { block, reportMessage } from '../../lib/api/rooms';
import { ConfirmButton } from '../../ui/dialog';
import { showToast } from '../../ui/toast-store';
import type { RoomMessage } from './room-state';

interface MessageActionsProps {
  message: RoomMessage & { userId: string };
  onBlocked: (userId: string) => void;
}

/** What one can do about what somebody else said. */
export default function MessageActions({
  message: { id, name, userId },
  onBlocked,
}: MessageActionsProps): ReactNode {
  return (
    <div className="row">
      <ConfirmButton
        label="Report"
        accessibleName={`Report what ${name} said`}
        question="Report this message?"
        explanation="The staff see it, and who said it. Whether you reported it is told to nobody."
        keepLabel="Not now"
        tone="plain"
        className="quiet small"
        onConfirm={async () => {
          await reportMessage(id);
          showToast({ text: 'Reported. Thank you.' });
        }}
      />
      <ConfirmButton
        label="Block"
        accessibleName={`Block ${name}`}
        question={`Block ${name}?`}
        explanation="Neither of you hears what the other says on tickets’ pages. You can undo it under Preferences."
        keepLabel="Not now"
        tone="plain"
        className="quiet small"
        onConfirm={async () => {
          await block(userId);
          onBlocked(userId);
        }}
      />
    </div>
  );
}
