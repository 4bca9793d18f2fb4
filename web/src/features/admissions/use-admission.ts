import { useEffect, useState } from 'react';
import { ApiError, isTemporary } from '../../lib/api/errors';
import type { AdmissionDetail, User } from '../../lib/api/types';
import { type Resource, useResource } from '../../lib/data/use-resource';
import { Vault } from '../../lib/data/vault';
import { keepSession } from '../../lib/session/kept-user';
import { getAdmission } from './api';

/** An admission, as the server has it or, while it can't be asked, as this device has kept it since it was opened. */
export function useAdmission(
  id: string,
  user: User,
): Pick<Resource<AdmissionDetail>, 'data' | 'error' | 'refresh'> & { readonly isKept: boolean } {
  const { data, error, refresh } = useResource(`admission:${id}`, (signal) => getAdmission(id, signal));
  const [kept, setKept] = useState<AdmissionDetail>();

  useEffect(() => {
    const vault = new Vault(user.id);
    const name = `admission/${id}`;
    const work = async (): Promise<void> => {
      if (data) {
        await vault.put('kept', name, data);
        await keepSession(user);
      } else if (isTemporary(error)) {
        setKept((await vault.get('kept', name)) as AdmissionDetail | undefined);
      } else if (error instanceof ApiError && error.status === 404) {
        // It is somebody else's now.
        setKept(undefined);
        await vault.delete('kept', name);
      }
    };
    // A browser that keeps nothing shows it all the same, while it is online.
    work().catch(() => undefined);
  }, [id, user, data, error]);

  return { data: data ?? kept, error, refresh, isKept: data === undefined && kept !== undefined };
}
