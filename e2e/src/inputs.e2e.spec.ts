import { randomUUID } from 'node:crypto';
import { ApiClient } from '@ticketing/harness';

const desk = '/crm/api/v1/tickets';

describe('two spellings of one thing', () => {
  it('of a report’s id: an answer to the one in capitals is in the list of the other', async () => {
    const reporter = await ApiClient.signUp();
    const { body: report } = await reporter.post<{ id: string }>(desk, {
      title: 'Transaction error',
      description: 'Money got deducted',
    });
    const { status } = await reporter.post(`${desk}/${report.id.toUpperCase()}/comments`, {
      text: 'Any news?',
    });
    expect(status).toBe(201);
    const { body } = await reporter.get<{ text: string }[]>(`${desk}/${report.id}/comments`);
    expect(body.map(({ text }) => text)).toEqual(['Any news?']);
  });

  it('of an international address: one account, which may notify itself by either', async () => {
    const local = randomUUID();
    const [letters, labels] = [`${local}@münchen.example`, `${local}@xn--mnchen-3ya.example`];
    const account = { email: letters, password: 'correct horse battery' };
    const visitor = ApiClient.visitor();
    const opened = await visitor.post<{ id: string; email: string }>('/api/users/signup', account);
    expect([opened.status, opened.body.email]).toEqual([201, labels]);
    expect((await visitor.post('/api/users/signup', { ...account, email: labels })).status).toBe(400);
    const user = await ApiClient.signIn(labels, account.password);
    expect(user.id).toBe(opened.body.id);
    for (const receiver of [letters, labels]) {
      const { status } = await user.post('/notification', { type: 'EMAIL', message: 'Hello', receiver });
      expect(status).toBe(202);
    }
  });
});
