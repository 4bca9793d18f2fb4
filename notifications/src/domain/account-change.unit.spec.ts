import { accountChange } from './account-change';

const engineer = (status: string) => ({ role: 'engineer', status });
const customer = { role: 'customer', status: 'approved' };

it.each([
  ['a new engineer', null, engineer('pending'), 'waiting'],
  ['a customer who becomes an engineer', customer, engineer('approved'), 'approved'],
  ['an approval', engineer('pending'), engineer('approved'), 'approved'],
  ['a return', engineer('suspended'), engineer('approved'), 'approved'],
  ['another name', engineer('pending'), engineer('pending'), undefined],
  ['a suspension', engineer('approved'), engineer('suspended'), undefined],
  ['a new customer', null, customer, undefined],
])('%s', (_what, before, after, change) => expect(accountChange(before, after)).toBe(change));
