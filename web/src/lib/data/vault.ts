/**
 * What a device keeps for when it is offline, in IndexedDB. Values are encrypted (AES-GCM) with a key of the account that
 * the browser gives out to no script, so that neither another account nor a copy of the files reads them.
 */
const stores = ['keys', 'kept', 'unsent'] as const;
/** `kept` goes at sign-out; `unsent` stays until the account has sent it. */
export type VaultStore = Exclude<(typeof stores)[number], 'keys'>;

interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly bytes: ArrayBuffer;
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The device keeps nothing'));
  });
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open('vault', 1);
  request.onupgradeneeded = () => {
    for (const name of stores) request.result.createObjectStore(name);
  };
  return settled(request);
}

let database: Promise<IDBDatabase> | undefined;

async function objectStore(
  name: (typeof stores)[number],
  mode: IDBTransactionMode = 'readonly',
): Promise<IDBObjectStore> {
  database ??= openDatabase();
  return (await database).transaction(name, mode).objectStore(name);
}

/** The values of one account. Names are its own: those of others aren't seen. */
export class Vault {
  private key: Promise<CryptoKey> | undefined;

  constructor(private readonly userId: string) {}

  /** Resolves once the value is kept. */
  async put(store: VaultStore, name: string, value: unknown): Promise<void> {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(JSON.stringify(value));
    const bytes = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, await this.openKey(), plain);
    await settled(
      (await objectStore(store, 'readwrite')).put({ iv, bytes } satisfies Sealed, this.path(name)),
    );
  }

  /** The value kept under a name; undefined when there is none. */
  async get(store: VaultStore, name: string): Promise<unknown> {
    const sealed = (await settled((await objectStore(store)).get(this.path(name)))) as Sealed | undefined;
    return sealed && this.unseal(sealed);
  }

  /** The values of all names that begin so, in the order of their names. */
  async getAll(store: VaultStore, prefix: string): Promise<unknown[]> {
    const path = this.path(prefix);
    const range = IDBKeyRange.bound(path, `${path}\uffff`);
    const sealed = (await settled((await objectStore(store)).getAll(range))) as Sealed[];
    return Promise.all(sealed.map((one) => this.unseal(one)));
  }

  async delete(store: VaultStore, name: string): Promise<void> {
    await settled((await objectStore(store, 'readwrite')).delete(this.path(name)));
  }

  private async unseal({ iv, bytes }: Sealed): Promise<unknown> {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, await this.openKey(), bytes);
    return JSON.parse(new TextDecoder().decode(plain));
  }

  private openKey(): Promise<CryptoKey> {
    this.key ??= this.findKey();
    return this.key;
  }

  private async findKey(): Promise<CryptoKey> {
    const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]);
    // In one transaction, so that two tabs agree on one key.
    const keys = await objectStore('keys', 'readwrite');
    const known = (await settled(keys.get(this.userId))) as CryptoKey | undefined;
    if (known) return known;
    await settled(keys.add(made, this.userId));
    return made;
  }

  private path(name: string): string {
    return `${this.userId}/${name}`;
  }
}

/** The account that something is kept for, and nobody else's; undefined when there is none. */
export async function findKeptAccount(): Promise<string | undefined> {
  const [first] = await settled((await objectStore('kept')).getAllKeys());
  return typeof first === 'string' ? first.split('/')[0] : undefined;
}

/** Forgets what was kept for whoever was signed in; for all but one account, if it is given. */
export async function clearVault(exceptUserId?: string): Promise<void> {
  const kept = await objectStore('kept', 'readwrite');
  if (exceptUserId === undefined) {
    await settled(kept.clear());
    return;
  }
  const own = `${exceptUserId}/`;
  await settled(kept.delete(IDBKeyRange.upperBound(own, true)));
  await settled(kept.delete(IDBKeyRange.lowerBound(`${own}\uffff`, true)));
}
