/** An object of a rendering; what its `spec` is, its kind tells. */
export interface ManifestObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
  spec?: unknown;
  data?: Record<string, string>;
}

interface Probe {
  httpGet?: { path: string };
  periodSeconds?: number;
  failureThreshold?: number;
}

export interface Container {
  name: string;
  image: string;
  command?: string[];
  terminationMessagePolicy?: string;
  volumeMounts?: { name: string; mountPath: string }[];
  ports?: { name: string; containerPort: number }[];
  env?: {
    name: string;
    value?: string;
    valueFrom?: {
      secretKeyRef?: { name: string; key: string; optional?: boolean };
      fieldRef?: { fieldPath: string };
    };
  }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  startupProbe?: Probe;
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  lifecycle?: { preStop?: { sleep?: { seconds: number } } };
  securityContext?: {
    allowPrivilegeEscalation?: boolean;
    readOnlyRootFilesystem?: boolean;
    capabilities?: { drop?: string[] };
  };
}

export interface PodSpec {
  serviceAccountName?: string;
  automountServiceAccountToken?: boolean;
  terminationGracePeriodSeconds?: number;
  securityContext?: { runAsNonRoot?: boolean; seccompProfile?: { type: string } };
  containers: Container[];
  initContainers?: Container[];
  volumes?: {
    name: string;
    secret?: { secretName: string; items?: { key: string; path: string }[] };
    configMap?: { name: string };
  }[];
}

/** A Deployment, StatefulSet or Job, with its pods. */
export interface Workload {
  kind: string;
  /** As in messages: `Deployment tickets`. */
  name: string;
  object: ManifestObject;
  matchLabels: Record<string, string>;
  labels: Record<string, string>;
  pod: PodSpec;
  containers: Container[];
}

export interface ServiceSpec {
  selector?: Record<string, string>;
  ports: { name: string; port: number; targetPort: string }[];
}

const workloadKinds = ['Deployment', 'StatefulSet', 'Job'];

export const nameObject = ({ kind, metadata }: ManifestObject): string => `${kind} ${metadata.name}`;

export function findWorkloads(objects: readonly ManifestObject[]): Workload[] {
  return objects
    .filter(({ kind }) => workloadKinds.includes(kind))
    .map((object) => {
      const { selector, template } = object.spec as {
        selector?: { matchLabels: Record<string, string> };
        template: { metadata: { labels: Record<string, string> }; spec: PodSpec };
      };
      return {
        kind: object.kind,
        name: nameObject(object),
        object,
        matchLabels: selector?.matchLabels ?? {},
        labels: template.metadata.labels,
        pod: template.spec,
        containers: [...template.spec.containers, ...(template.spec.initContainers ?? [])],
      };
    });
}

/** Whether it is a service of ours, and not a store, the broker or a stand-in. */
export const isService = ({ labels }: Workload): boolean =>
  labels['app.kubernetes.io/component'] === 'service';

export const selects = (selector: Record<string, string>, labels: Record<string, string>): boolean =>
  Object.entries(selector).every(([key, value]) => labels[key] === value);
