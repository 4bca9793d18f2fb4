import { type Page, type Query, request, type RequestOptions, requestPage } from './client';
import type { paths as AdmissionPaths } from './admissions.schema';
import type { paths as AuthPaths } from './auth.schema';
import type { paths as NotificationPaths } from './notifications.schema';
import type { paths as OrderPaths } from './orders.schema';
import type { paths as PaymentPaths } from './payments.schema';
import type { paths as SupportPaths } from './support.schema';
import type { paths as TicketPaths } from './tickets.schema';

/** Every path of every service, as their OpenAPI documents describe them. */
type Paths = AuthPaths &
  TicketPaths &
  OrderPaths &
  PaymentPaths &
  AdmissionPaths &
  SupportPaths &
  NotificationPaths;

type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete';

/** Paths that have the method. */
export type PathWith<V extends Verb> = {
  [P in keyof Paths]: Paths[P] extends Record<V, { responses: unknown }> ? P : never;
}[keyof Paths];

type Operation<P extends keyof Paths, V extends Verb> = Paths[P] extends Record<V, infer O> ? O : never;

type Content<R> = R extends { content: { 'application/json': infer T } } ? T : never;
type Responses<O> = O extends { responses: infer R } ? R : never;

/** What a success is answered with; undefined when its body is empty. */
export type Answer<P extends keyof Paths, V extends Verb> =
  | Content<Responses<Operation<P, V>>[keyof Responses<Operation<P, V>> & (200 | 201 | 202)]>
  | (204 extends keyof Responses<Operation<P, V>> ? undefined : never);

type Parameter<O, Where extends string> = O extends { parameters: infer A }
  ? Where extends keyof A
    ? NonNullable<A[Where]>
    : never
  : never;

type RequestBody<O> = O extends { requestBody?: infer B } ? NonNullable<B> : never;
type JsonBody<O> = [RequestBody<O>] extends [never] ? undefined : Content<RequestBody<O>>;

/** What an operation is asked with: path parameters and body are there exactly when it has them. */
export type OperationOptions<P extends keyof Paths, V extends Verb> = {
  query?: Parameter<Operation<P, V>, 'query'> & Query;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
  repeatable?: boolean;
} & ([Parameter<Operation<P, V>, 'path'>] extends [never]
  ? { path?: undefined }
  : { path: Parameter<Operation<P, V>, 'path'> }) &
  (JsonBody<Operation<P, V>> extends undefined ? { body?: undefined } : { body: JsonBody<Operation<P, V>> });

type AnyOptions = RequestOptions & { path?: Record<string, string> | undefined };

/** The template with its parameters filled in, each escaped. */
export function fillPath(template: string, parameters: Record<string, string> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ''));
}

function call<V extends Verb>(verb: V) {
  return <P extends PathWith<V>>(template: P, options: OperationOptions<P, V>): Promise<Answer<P, V>> => {
    const { path, ...rest } = options as AnyOptions;
    const method = verb.toUpperCase() as Uppercase<V>;
    return request<Answer<P, V>>(method, fillPath(template, path), rest);
  };
}

export const get = call('get');
export const post = call('post');
export const put = call('put');
export const patch = call('patch');
export const del = call('delete');

type ListPath = { [P in PathWith<'get'>]: Answer<P, 'get'> extends unknown[] ? P : never }[PathWith<'get'>];
export type Item<P extends ListPath> = Answer<P, 'get'> extends (infer T)[] ? T : never;

/** One page of a list: the first one, or the one that `next` of the page before it names. */
export function list<P extends ListPath>(
  template: P,
  options: OperationOptions<P, 'get'> & { next?: string | null },
): Promise<Page<Item<P>>> {
  const { path, next, ...rest } = options as AnyOptions & { next?: string | null };
  if (next != null) return requestPage<Item<P>>(next, { signal: rest.signal });
  return requestPage<Item<P>>(fillPath(template, path), rest);
}
