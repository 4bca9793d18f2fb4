/* global exports */
/**
 * A user for each service, in the service's own database, and one that may read everything for a backup, and no more.
 * @param services their names
 */
exports.accounts = (services) => [
  ...services.map((name) => ({
    db: name,
    user: name,
    roles: [
      { role: 'readWrite', db: name },
      { role: 'dbAdmin', db: name },
    ],
  })),
  { db: 'admin', user: 'backup', roles: ['backup'] },
];
