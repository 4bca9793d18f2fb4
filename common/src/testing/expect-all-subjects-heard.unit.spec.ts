import { Subjects } from '../contracts';
import type { AnyListener } from '../messaging';
import { expectAllSubjectsHeard } from './expect-all-subjects-heard';

const to = (...subjects: Subjects[]) => subjects.map((subject) => ({ subject }) as unknown as AnyListener);

describe('expectAllSubjectsHeard', () => {
  it('passes when all subjects of each aggregate are heard, and for facts of none', () => {
    expectAllSubjectsHeard(to());
    expectAllSubjectsHeard(to(Subjects.TicketUpdated, Subjects.TicketCreated, Subjects.ExpirationComplete));
  });

  it('fails with those that are not', () => {
    const listeners = to(Subjects.TicketUpdated, Subjects.UserCreated, Subjects.UserUpdated);
    expect(() => expectAllSubjectsHeard(listeners)).toThrow('ticket:created');
  });
});
