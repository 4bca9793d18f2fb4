export { type EndedOrder, moneyFaults, type Taken } from './check-money';
