/** As much of a support event as decides who hears of it. */
export interface SupportFact {
  reporter: string;
  assignee: string | null;
  actor: string | null;
  changes: { field: string; from?: unknown; to?: unknown }[];
}

/** Of a new support ticket: its reporter and its assignee, each once. */
export function createdAudience({ reporter, assignee }: SupportFact): string[] {
  return unique([reporter, assignee]);
}

/** Of a change: reporter, assignee, former assignee and who changed it, each once. */
export function updatedAudience({ reporter, assignee, actor, changes }: SupportFact): string[] {
  const former = changes.filter(({ field }) => field === 'assignee').map(({ from }) => from);
  return unique([reporter, assignee, ...former, actor]);
}

/** Whether a user may hear of what is for staff only: approved engineers and admins. */
export function isStaff({ role, status }: { role: string; status: string }): boolean {
  return status === 'approved' && (role === 'engineer' || role === 'admin');
}

function unique(ids: unknown[]): string[] {
  return [...new Set(ids.filter((id): id is string => typeof id === 'string' && id !== ''))];
}
