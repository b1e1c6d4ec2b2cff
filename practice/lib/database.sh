# shellcheck shell=bash
# Munge (who signs messages) and MariaDB (where accounting is kept), both our own.

MUNGE_PID=$DIR/run/munge/munged.pid
MARIADB_PID=$DIR/run/mariadb/mariadb.pid
MARIADB_SOCKET=$DIR/run/mariadb/mariadb.sock

start_munge() {
	if runs "$MUNGE_PID"; then return; fi
	install -d -m 755 -o munge -g munge "$DIR/run/munge"
	install -d -m 700 -o munge -g munge "$DIR/log/munge" "$DIR/state/munge"
	if [ ! -s "$DIR/etc/munge.key" ]; then
		(umask 077 && head -c 1024 /dev/urandom >"$DIR/etc/munge.key")
		chown munge: "$DIR/etc/munge.key"
		chmod 400 "$DIR/etc/munge.key"
	fi
	rm -f "$DIR"/run/munge/*
	detached setpriv --reuid=munge --regid=munge --init-groups -- /usr/sbin/munged --key-file="$DIR/etc/munge.key" --socket="$DIR/run/munge/munge.socket" \
		--pid-file="$MUNGE_PID" --log-file="$DIR/log/munge/munged.log" --seed-file="$DIR/state/munge/seed" --origin=127.0.0.1 ||
		die "munged did not start; see $DIR/log/munge/munged.log."
	wait_for 5 munged munge_works
}

munge_works() { munge --socket="$DIR/run/munge/munge.socket" --no-input; }

start_mariadb() {
	if runs "$MARIADB_PID"; then return; fi
	install -d -m 755 -o mysql -g mysql "$DIR/run/mariadb"
	install -d -m 700 -o mysql -g mysql "$DIR/state/mariadb"
	touch "$DIR/log/mariadb.log"
	chown mysql: "$DIR/log/mariadb.log"
	if [ ! -e "$DIR/state/.mariadb" ]; then
		find "$DIR/state/mariadb" -mindepth 1 -delete
		mariadb-install-db --no-defaults --user=mysql --datadir="$DIR/state/mariadb" --skip-test-db \
			--auth-root-authentication-method=socket >>"$DIR/log/mariadb.log" 2>&1 9>&- ||
			die "the accounting database could not be made; see $DIR/log/mariadb.log."
		touch "$DIR/state/.mariadb"
	fi
	rm -f "$MARIADB_PID" "$MARIADB_SOCKET"
	# Lost seconds of accounting after a power cut are fine here; waiting for the disk is not.
	detached_background /usr/sbin/mariadbd --no-defaults --user=mysql --datadir="$DIR/state/mariadb" --socket="$MARIADB_SOCKET" \
		--pid-file="$MARIADB_PID" --log-error="$DIR/log/mariadb.log" --skip-networking --skip-log-bin \
		--innodb-buffer-pool-size=64M --innodb-log-file-size=16M --innodb-lock-wait-timeout=900 \
		--innodb-flush-log-at-trx-commit=2 --innodb-doublewrite=0 --performance-schema=off \
		>>"$DIR/log/mariadb.log" 2>&1
	wait_for 20 MariaDB sql 'SELECT 1'
	sql "CREATE DATABASE IF NOT EXISTS slurm_acct_db;
		CREATE USER IF NOT EXISTS slurm@localhost IDENTIFIED VIA unix_socket;
		GRANT ALL ON slurm_acct_db.* TO slurm@localhost;"
}

sql() { mariadb --no-defaults --socket="$MARIADB_SOCKET" --user=root --batch --skip-column-names --execute="$1"; }
