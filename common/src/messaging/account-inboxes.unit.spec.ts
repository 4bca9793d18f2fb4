import nats from 'nats';
import type { Stan } from 'node-nats-streaming';
import { useAccountInboxes } from './account-inboxes';

describe('inboxes', () => {
  const { createInbox } = nats;
  afterEach(() => void Object.assign(nats, { createInbox }));

  it('are below the name of the account that a connection is made by', () => {
    const nc = { createInbox };
    useAccountInboxes('tls://tickets:secret@nats:4222')({ nc } as unknown as Stan);
    for (const inbox of [nats.createInbox(), nats.createInbox(), nc.createInbox()])
      expect(inbox).toMatch(/^_INBOX\.tickets\.[\w-]{20,}$/);
    expect(nats.createInbox()).not.toBe(nats.createInbox());
  });

  it('have the client’s own names where there are no accounts', () => {
    useAccountInboxes('nats://localhost:4222');
    expect(nats.createInbox).toBe(createInbox);
  });
});
