# shellcheck shell=bash
# The factory as a whole: what must hold before it starts, the order in which it starts and stops.

PROGRAMS=(slurmctld slurmd slurmdbd)

require_ours() {
	if is_set_up || [ ! -e "$DIR" ] || [ -z "$(ls -A "$DIR")" ]; then return; fi
	die "$DIR is not empty and not ours: move it away, or set AIFACTORY_PRACTICE_DIR to another folder."
}

require_free_ports() {
	local node port
	for node in "${LOGIN_NODES[@]}"; do
		runs "$(sshd_pid "$node")" || require_free_port "${ADDRESS_OF[$node]}" "$SSH_PORT" AIFACTORY_PRACTICE_SSH_PORT
	done
	runs "$SLURMCTLD_PID" || require_free_port 127.0.0.1 "$SLURM_PORT" AIFACTORY_PRACTICE_SLURM_PORT
	runs "$SLURMDBD_PID" || require_free_port 127.0.0.1 "$SLURMDBD_PORT" AIFACTORY_PRACTICE_SLURM_PORT
	for port in "${!NODES[@]}"; do
		runs "$(slurmd_pid "${NODES[$port]}")" ||
			require_free_port 127.0.0.1 $((SLURM_PORT + 10 + port)) AIFACTORY_PRACTICE_SLURM_PORT
	done
}

require_free_port() {
	! answers "$1" "$2" || die "port $2 on $1 is taken by another program: end that program, or set $3 to another port."
}

start_factory() {
	local program node pids=() after_a_stop=
	install -d -m 755 "$DIR" "$DIR"/{etc,run,log,state,bin}
	touch "$MARKER"
	for program in "${PROGRAMS[@]}"; do ln -sfn "/usr/sbin/$program" "$DIR/bin/$program"; done

	if nothing_runs; then
		after_a_stop=yes
		end_strays
	fi
	write_hosts
	give_offline_address
	say "Starting the factory in $DIR ..."
	start_munge
	start_mariadb & pids+=($!)
	create_users
	create_storage
	write_slurm_config
	write_login_config
	wait_all "${pids[@]}"

	start_slurmdbd
	create_accounts
	start_slurmctld
	start_nodes
	# After a crash or a reboot Slurm takes minutes to notice that its jobs are gone.
	if [ -n "$after_a_stop" ]; then cancel_all_jobs; fi
	set_budgets
	write_client
	for node in "${LOGIN_NODES[@]}"; do start_login_node "$node"; done
}

wait_all() {
	local pid
	for pid in "$@"; do wait "$pid" || exit 1; done
}

# Everything that must run, as "NAME PIDFILE" lines.
daemons() {
	local node
	printf '%s %s\n' munged "$MUNGE_PID" mariadb "$MARIADB_PID" slurmdbd "$SLURMDBD_PID" slurmctld "$SLURMCTLD_PID"
	for node in "${NODES[@]}"; do printf '%s %s\n' "$node" "$(slurmd_pid "$node")"; done
	for node in "${LOGIN_NODES[@]}"; do printf '%s %s\n' "$node" "$(sshd_pid "$node")"; done
}

nothing_runs() {
	local pid_file
	while read -r _ pid_file; do ! runs "$pid_file" || return 1; done < <(daemons)
}

# What jobs and sessions left behind, for instance when the daemons were killed.
end_strays() {
	local pids
	mapfile -t pids < <(stray_pids)
	end_pids 1 "${pids[@]}"
}

# Slurm cannot even look up 127.0.0.1 on a machine that has no other address, such as a laptop without a network
# (getaddrinfo's AI_ADDRCONFIG). A second loopback address is enough.
give_offline_address() {
	[ -z "$(ip -4 -o addr show | awk '$4 !~ /^127\.0\.0\.1\//')" ] || return 0
	! ip addr add "${ADDRESS_OF[login1]}/8" dev lo || touch "$DIR/state/.offline-address"
}
take_offline_address() {
	[ -e "$DIR/state/.offline-address" ] || return 0
	ip addr del "${ADDRESS_OF[login1]}/8" dev lo 2>/dev/null || true
	rm -f "$DIR/state/.offline-address"
}

# The machine's own names, and one for each part of the factory.
write_hosts() {
	local name
	{
		cat /etc/hosts
		printf '\n'
		for name in "$SLURM_HOST" "${NODES[@]}" "${LOGIN_NODES[@]}"; do printf '127.0.0.1 %s\n' "$name"; done
	} | write_file "$DIR/etc/hosts"
}

all_up() {
	local pid_file
	while read -r _ pid_file; do runs "$pid_file" || return 1; done < <(daemons)
	controller_is_up && nodes_are_up
}

stop_factory() {
	local pid_file
	if runs "$SLURMCTLD_PID"; then cancel_all_jobs; fi
	stop_daemon "$SLURMCTLD_PID" 10
	while read -r _ pid_file; do
		case $pid_file in "$MUNGE_PID" | "$MARIADB_PID" | "$SLURMDBD_PID") ;; *) stop_tree "$pid_file" ;; esac
	done < <(daemons)
	stop_daemon "$SLURMDBD_PID" 10
	stop_daemon "$MARIADB_PID" 15
	stop_daemon "$MUNGE_PID"
	end_strays
	remove_pam_files
	take_offline_address
}

cancel_all_jobs() {
	timeout 5 scontrol ping | grep -q 'is UP' || return 0
	timeout 5 squeue -h -o %A | sort -u | timeout 10 xargs -r scancel -Q || true
	local deadline=$((SECONDS + 5))
	while [ "$SECONDS" -lt "$deadline" ] && [ -n "$(timeout 5 squeue -h -t R,CG -o %A)" ]; do sleep 0.2; done
}

wipe() {
	is_set_up || return 0
	stop_factory
	# Nothing below a mount point is deleted, except in client/, which a container may share with its host.
	find "$DIR" -xdev -mindepth 1 ! -path "$MARKER" ! -path "$CLIENT" ! -path "$CLIENT/*" -delete &&
		{ [ ! -e "$CLIENT" ] || find "$CLIENT" -mindepth 1 -delete; } ||
		die "$DIR could not be wiped: is something else mounted or used there?"
}
