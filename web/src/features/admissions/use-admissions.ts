import { useEffect, useState } from 'react';
import { isTemporary } from '../../lib/api/errors';
import type { Admission, User } from '../../lib/api/types';
import { type Pages, usePages } from '../../lib/data/use-pages';
import { Vault } from '../../lib/data/vault';
import { keepSession } from '../../lib/session/kept-user';
import { listAdmissions } from './api';

const KEPT = 'admissions';

/** What somebody holds, as the server has it or, while it can't be asked, as this device has kept it since the list was opened. */
export function useAdmissions(user: User): { pages: Pages<Admission>; isKept: boolean } {
  const pages = usePages('admissions', listAdmissions);
  const { items, error } = pages;
  const [kept, setKept] = useState<Admission[]>();

  useEffect(() => {
    const vault = new Vault(user.id);
    const work = async (): Promise<void> => {
      if (items) {
        await vault.put('kept', KEPT, items);
        // The page of who holds nothing needs no keeping.
        if (items.length > 0) await keepSession(user);
      } else if (isTemporary(error)) {
        setKept((await vault.get('kept', KEPT)) as Admission[] | undefined);
      }
    };
    // A browser that keeps nothing shows it all the same, while it is online.
    work().catch(() => undefined);
  }, [user, items, error]);

  const isKept = items === undefined && kept !== undefined;
  return { pages: isKept ? { ...pages, items: kept } : pages, isKept };
}
