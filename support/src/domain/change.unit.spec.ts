import { changesBetween, commentAdded, internalNoteAdded, patched, type TicketState } from './change';
import { isReopened, workloadChange } from './workload';

const state: TicketState = {
  title: 'Transaction error',
  description: 'Money got deducted but transaction ended in error',
  ticketPriority: 4,
  status: 'OPEN',
  assignee: 'eve',
};

describe('a patch', () => {
  it('sets what it names and leaves the rest', () => {
    expect(patched(state, { ticketPriority: 1, status: undefined })).toEqual({ ...state, ticketPriority: 1 });
  });

  it('can take the assignee away', () => {
    expect(patched(state, { assignee: null }).assignee).toBeNull();
  });
});

describe('the changes between two states', () => {
  it('are those of the fields that differ, with from and to', () => {
    expect(changesBetween(state, { ...state, status: 'CLOSED', assignee: 'ed' })).toEqual([
      { field: 'status', from: 'OPEN', to: 'CLOSED' },
      { field: 'assignee', from: 'eve', to: 'ed' },
    ]);
  });

  it('are none when nothing differs', () => {
    expect(changesBetween(state, { ...state })).toEqual([]);
  });

  it('are all fields of a new ticket, also the assignee it has not got', () => {
    expect(
      changesBetween(null, { ...state, assignee: null }).map(({ field, from }) => [field, from]),
    ).toEqual([
      ['title', null],
      ['description', null],
      ['ticketPriority', null],
      ['status', null],
      ['assignee', null],
    ]);
  });
});

describe('what is told of an answer', () => {
  it('is the text and the author of a public one', () => {
    expect(commentAdded({ id: 'c1', author: 'eve', text: 'Refunded' })).toEqual({
      field: 'comment',
      from: null,
      to: { id: 'c1', author: 'eve', text: 'Refunded' },
    });
  });

  it('is never the text of an internal note', () => {
    const note = { id: 'n1', author: 'eve', text: 'looks like fraud' };
    expect(JSON.stringify(internalNoteAdded(note))).not.toContain('fraud');
  });
});

describe('the count of open tickets', () => {
  const open = { status: 'OPEN', assignee: 'eve' } as const;

  it.each([
    ['a new ticket counts for its assignee', null, open, { release: null, take: 'eve' }],
    [
      'a new ticket without one counts for nobody',
      null,
      { ...open, assignee: null },
      { release: null, take: null },
    ],
    ['working on it moves nothing', open, { ...open, status: 'IN_PROGRESS' }, { release: null, take: null }],
    ['closing releases', open, { ...open, status: 'CLOSED' }, { release: 'eve', take: null }],
    ['reopening takes', { ...open, status: 'CLOSED' }, open, { release: null, take: 'eve' }],
    ['handing on moves it', open, { ...open, assignee: 'ed' }, { release: 'eve', take: 'ed' }],
    [
      'handing on a closed one moves nothing',
      { ...open, status: 'CLOSED' },
      { status: 'CLOSED', assignee: 'ed' },
      { release: null, take: null },
    ],
    [
      'closing while handing on only releases',
      open,
      { status: 'CLOSED', assignee: 'ed' },
      { release: 'eve', take: null },
    ],
  ] as const)('%s', (_title, before, after, expected) => {
    expect(workloadChange(before, after)).toEqual(expected);
  });

  it('is taken up again when a closed ticket is opened or worked on', () => {
    expect(isReopened({ status: 'CLOSED' }, { status: 'IN_PROGRESS' })).toBe(true);
    expect(isReopened({ status: 'CLOSED' }, { status: 'CLOSED' })).toBe(false);
    expect(isReopened({ status: 'OPEN' }, { status: 'IN_PROGRESS' })).toBe(false);
  });
});
