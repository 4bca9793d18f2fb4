export { release as default } from './held';
