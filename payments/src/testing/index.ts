export { type EndedOrder, moneyFaults, type Taken } from './check-money';
export { FakeStripe } from './fake-stripe';
