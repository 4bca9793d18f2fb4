/** MongoDB's code for a write to what another transaction has written meanwhile. */
export const WRITE_CONFLICT = 112;
