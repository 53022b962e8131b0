# The private PostgreSQL cluster: its data and its only socket lie in var/postgres, it listens on no port.
# For development and tests only: trust on the socket, and settings that give up crash safety for speed.

# PostgreSQL refuses to run as root: then it runs as the user "postgres" of the Debian package.
as_postgres() { if [ "$(id -u)" = 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }

postgres_bin() {
    local newest
    newest=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -1)
    [ -n "$newest" ] && echo "$newest" || dirname "$(command -v postgres || die "no PostgreSQL server found")"
}

# var/postgres, or a link to a folder under /var/tmp where var/postgres cannot serve: the user postgres may not be able to
# traverse the clone's parents (a home of mode 700), and the path of a socket is limited to 107 characters.
place_postgres() {
    [ -e "$VAR/postgres" ] && return
    rm -f "$VAR/postgres"
    mkdir "$VAR/postgres"
    if [ "$(id -u)" = 0 ]; then chown postgres: "$VAR/postgres"; fi
    if [ ${#VAR} -gt 75 ] || ! as_postgres test -w "$VAR/postgres"; then
        rmdir "$VAR/postgres"
        local other
        other=/var/tmp/customer-postgres-$(printf %s "$ROOT" | sha256sum | cut -c1-12)
        mkdir -p -m 700 "$other"
        if [ "$(id -u)" = 0 ]; then chown postgres: "$other"; fi
        [ "$(as_postgres stat -c %U "$other")" = "$(as_postgres id -un)" ] || die "$other belongs to somebody else"
        chmod 711 "$other"
        ln -s "$other" "$VAR/postgres"
    fi
}

start_postgres() {
    local bin place
    bin=$(postgres_bin)
    place_postgres
    place=$(readlink -f "$VAR/postgres")
    if [ ! -f "$place/ready" ]; then
        say "setup: making the PostgreSQL cluster in $place"
        as_postgres rm -rf "$place/data" "$place/socket"
        as_postgres mkdir -p "$place/socket"
        as_postgres "$bin/initdb" -D "$place/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
        as_postgres tee -a "$place/data/postgresql.conf" >/dev/null <<EOF
listen_addresses = ''
unix_socket_directories = '$place/socket'
max_connections = 100
shared_buffers = 512MB
work_mem = 16MB
max_wal_size = 2GB
# development only: a crash of the machine may lose or break these databases, nothing else
fsync = off
synchronous_commit = off
full_page_writes = off
EOF
    fi
    if ! as_postgres "$bin/pg_isready" -q -h "$place/socket"; then
        as_postgres "$bin/pg_ctl" -D "$place/data" -l "$place/log" -w -t 60 start >/dev/null </dev/null ||
            die "PostgreSQL did not start:"$'\n'"$(as_postgres tail -20 "$place/log")"
    fi
    if [ ! -f "$place/ready" ]; then
        # Odoo refuses to connect as postgres
        as_postgres "$bin/psql" -q -h "$place/socket" -U postgres -c 'CREATE ROLE odoo LOGIN CREATEDB' postgres
        as_postgres touch "$place/ready"
    fi
}

stop_postgres() {
    [ -e "$VAR/postgres/data/postmaster.pid" ] || return 0
    as_postgres "$(postgres_bin)/pg_ctl" -D "$(readlink -f "$VAR/postgres")/data" -m fast -w stop
}
