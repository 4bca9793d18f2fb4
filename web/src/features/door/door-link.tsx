import type { ReactNode } from 'react';
import { useResource } from '../../lib/data/use-resource';
import { Link } from '../../lib/router/link';
import { paths } from '../../lib/router/routes';
import { listDoors } from './api';

/** Leads those who check codes at a door to it; nothing for others. */
export function DoorLink({ doorId }: { doorId: string }): ReactNode {
  const { data: doors = [] } = useResource('doors', listDoors);
  if (!doors.some(({ id }) => id === doorId)) return null;
  return (
    <Link to={paths.door(doorId)} className="button quiet wide">
      Door: let people in
    </Link>
  );
}
