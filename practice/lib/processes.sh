# shellcheck shell=bash
# Starting and stopping daemons by their own pid files. A pid counts only while it is still one of our processes,
# so files left by a crash or a reboot do no harm.

# pid_of PIDFILE: the pid of our running daemon; fails when it does not run.
pid_of() {
	local pid
	read -r pid 2>/dev/null <"$1" || return 1
	[[ $pid =~ ^[0-9]+$ ]] || return 1
	is_ours "$pid" && printf '%s\n' "$pid"
}

# Daemons are started through paths below $DIR, or with options that name it.
is_ours() {
	[ -r "/proc/$1/cmdline" ] && tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" | grep -qF -- "$DIR/"
}

runs() { pid_of "$1" >/dev/null; }

# Runs a command cut off from our terminal, lock and working directory.
detached() { (cd / && umask 022 && exec "$@" </dev/null 9>&-); }
# The same for a daemon that stays in the foreground; nothing of this script waits for it.
detached_background() { (cd / && umask 022 && exec setsid "$@" </dev/null 9>&-) & }

# detached_on HOSTNAME COMMAND...: the same on a machine of that name: `hostname` says it, and all names of the factory
# resolve, for this daemon and what it starts only. Where namespaces are forbidden, in some containers, it runs without.
detached_on() {
	local name=$1
	shift
	if has_namespaces; then
		# shellcheck disable=SC2016 # for the inner shell
		set -- unshare --uts --mount --propagation slave sh -c \
			'hostname "$0" && mount --bind "$1" /etc/hosts && shift && exec "$@"' "$name" "$DIR/etc/hosts" "$@"
	fi
	detached "$@"
}
has_namespaces() {
	[ -n "${NAMESPACES-}" ] || NAMESPACES=$(unshare --uts --mount true 2>/dev/null && echo yes || echo no)
	[ "$NAMESPACES" = yes ]
}

# tree_of PID: the pid and all its descendants, one a line.
tree_of() {
	local child
	printf '%s\n' "$1"
	for child in $(ps -o pid= --ppid "$1"); do tree_of "$child"; done
}

# end_pids SECONDS PID...: asks nicely, then kills what is left after that time.
end_pids() {
	local seconds=$1 pid left deadline
	shift
	[ $# -gt 0 ] || return 0
	kill -TERM "$@" 2>/dev/null || true
	deadline=$((SECONDS + seconds))
	while :; do
		left=()
		for pid in "$@"; do alive "$pid" && left+=("$pid"); done
		[ ${#left[@]} -gt 0 ] || return 0
		[ "$SECONDS" -lt "$deadline" ] || break
		sleep 0.1
	done
	kill -KILL "${left[@]}" 2>/dev/null || true
}

# A zombie whose parent does not reap it is as good as gone.
alive() { [ -e "/proc/$1" ] && ! grep -q '^State:[[:space:]]*[ZX]' "/proc/$1/status" 2>/dev/null; }

# stop_daemon PIDFILE [SECONDS]: ends the daemon alone.
stop_daemon() {
	local pid
	if pid=$(pid_of "$1"); then end_pids "${2:-5}" "$pid"; fi
	rm -f "$1"
}

# stop_tree PIDFILE: ends the daemon and everything it started.
stop_tree() {
	local pid pids
	if pid=$(pid_of "$1"); then
		mapfile -t pids < <(tree_of "$pid")
		end_pids 2 "${pids[@]}"
	fi
	rm -f "$1"
}

# Pids of leftovers no pid file knows: job steps, sessions and jobs of our users, daemons whose pid file was lost.
stray_pids() {
	local pid uids uid
	uids=" $(our_uids | tr '\n' ' ') "
	for pid in /proc/[0-9]*; do
		pid=${pid#/proc/}
		[ "$pid" != $$ ] && [ "$pid" != "$BASHPID" ] || continue
		uid=$(stat -c %u "/proc/$pid" 2>/dev/null) || continue
		case $uids in *" $uid "*) printf '%s\n' "$pid" && continue ;; esac
		case $(readlink "/proc/$pid/exe" 2>/dev/null) in
			*/slurmstepd | */slurmd | */slurmctld | */slurmdbd | */munged | */mariadbd | */sshd | */srun)
				if is_ours "$pid" || holds_our_files "$pid"; then printf '%s\n' "$pid"; fi
				;;
		esac
	done
}

# slurmstepd hides its command line, but keeps its log or its spool folder below $DIR open.
holds_our_files() {
	find "/proc/$1/fd" "/proc/$1/cwd" -lname "$DIR/*" -print -quit 2>/dev/null | grep -q .
}
