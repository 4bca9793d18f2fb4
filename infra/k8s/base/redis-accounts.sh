# Writes Redis' accounts: each service has a database, and keys and channels under its own name. `admin` is for probes and backups.
set -eu
umask 077
cat > "$1" <<ACCOUNTS
user default off
user admin on >$PASSWORD_ADMIN ~* &* +@all
user expiration on >$PASSWORD_EXPIRATION ~expiration:* ~bull:* &bull:* +@all -@admin -@dangerous -select +select|0 +info +client|list
user notifications on >$PASSWORD_NOTIFICATIONS ~notifications:* &notifications:* +@all -@admin -@dangerous -select +select|1 +info
ACCOUNTS
