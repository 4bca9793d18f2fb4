export * from './accounts';
export * from './broadcast';
export type { Content, TemplateContext } from './content';
export * from './orders';
export * from './payments';
export { render, type Rendered } from './render';
export * from './support';
export * from './tickets';
