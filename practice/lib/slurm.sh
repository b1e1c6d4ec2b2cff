# shellcheck shell=bash
# The Slurm daemons, and the accounts they know.

SLURMDBD_PID=$DIR/run/slurmdbd/slurmdbd.pid
SLURMCTLD_PID=$DIR/run/slurmctld/slurmctld.pid
AIF001_LIMITS=billing=600000,gres/gpu=6000
SLURM_HOST=slurm1
AS_SLURM=(setpriv --reuid=slurm --regid=slurm --init-groups --)
slurmd_pid() { printf '%s\n' "$DIR/run/slurmd.$1.pid"; }

write_slurm_config() {
	local host=$SLURM_HOST nodes='' node node_host index=0 port listen=CommunicationParameters=NoCtldInAddrAny,NoInAddrAny
	if ! has_namespaces; then
		host=$(hostname -s)
		# These make daemons listen where the host name points; without them they listen on all addresses.
		[ "$(getent ahostsv4 "$host" | awk '{ print $1; exit }')" = 127.0.0.1 ] || listen=
		warn "namespaces are not allowed here: node names will not resolve, and hostname says $host everywhere."
	fi
	for node in "${NODES[@]}"; do
		node_host=$host
		if has_namespaces; then node_host=$node; fi
		port=$((SLURM_PORT + 10 + index++))
		nodes+="NodeName=$node NodeHostname=$node_host NodeAddr=127.0.0.1 Port=$port CPUs=16 Boards=1 SocketsPerBoard=2 CoresPerSocket=8 ThreadsPerCore=1 RealMemory=64000"
		case $node in gcn*) nodes+=' Gres=gpu:h100:4 Feature=h100' ;; esac
		nodes+=$'\n'
	done
	render slurm.conf "$DIR/etc/slurm.conf" "HOST=$host" "LISTEN=$listen" "SLURMCTLD_PORT=$SLURM_PORT" "SLURMDBD_PORT=$SLURMDBD_PORT" "NODES=${nodes%$'\n'}"
	render gres.conf "$DIR/etc/gres.conf"
	write_cgroup_config
	install -m 600 -o slurm -g slurm /dev/null "$DIR/etc/slurmdbd.conf.new"
	mv -f "$DIR/etc/slurmdbd.conf.new" "$DIR/etc/slurmdbd.conf"
	render slurmdbd.conf "$DIR/etc/slurmdbd.conf" "HOST=$host" "LISTEN=$listen" "SLURMDBD_PORT=$SLURMDBD_PORT"
	chown slurm: "$DIR/etc/slurmdbd.conf"
	make_gpu_files
	make_gpu_tools
}

# Slurm wants a device for each GPU: these act as /dev/null. Where none may be made, plain files do,
# but then jobs get no CUDA_VISIBLE_DEVICES.
make_gpu_files() {
	local file
	install -d -m 755 "$DIR/state/gpu"
	for file in "$DIR"/state/gpu/gpu{0..3}; do
		[ -c "$file" ] || { rm -f "$file" && mknod -m 666 "$file" c 1 3 2>/dev/null; } || touch "$file"
	done
}

# What a job on a GPU node has on its PATH; nobody else.
make_gpu_tools() {
	install -d -m 755 "$DIR/gpu"
	install -m 755 "$PRACTICE_SOURCE/gpu/nvidia-smi" "$PRACTICE_SOURCE/gpu/task-prolog" "$DIR/gpu/"
}

# Slurm before 24.05 knows no "disabled"; there v1 does nothing by itself, and v2 would want systemd.
write_cgroup_config() {
	local plugin=disabled
	case $(slurmctld -V) in *' 2'[0-3].*) plugin=cgroup/v1 ;; esac
	write_file "$DIR/etc/cgroup.conf" <<<"CgroupPlugin=$plugin"
}

start_slurmdbd() {
	if runs "$SLURMDBD_PID"; then return; fi
	install -d -m 755 -o slurm -g slurm "$DIR/run/slurmdbd"
	own_log slurmdbd.log slurm
	rm -f "$SLURMDBD_PID"
	MYSQL_UNIX_PORT=$MARIADB_SOCKET detached_on "$SLURM_HOST" "${AS_SLURM[@]}" "$DIR/bin/slurmdbd" ||
		die "slurmdbd did not start; see $DIR/log/slurmdbd.log."
	wait_for 20 slurmdbd sacctmgr -n show cluster
}

start_slurmctld() {
	if runs "$SLURMCTLD_PID"; then return; fi
	install -d -m 755 -o slurm -g slurm "$DIR/run/slurmctld"
	install -d -m 700 -o slurm -g slurm "$DIR/state/slurmctld"
	own_log slurmctld.log slurm
	rm -f "$SLURMCTLD_PID"
	# A first start that was killed leaves a state folder that later starts refuse.
	if [ ! -e "$DIR/state/slurmctld/assoc_usage" ]; then find "$DIR/state/slurmctld" -mindepth 1 -delete; fi
	detached_on "$SLURM_HOST" "${AS_SLURM[@]}" "$DIR/bin/slurmctld" -f "$SLURM_CONF" ||
		die "slurmctld did not start; see $DIR/log/slurmctld.log."
	wait_for 15 slurmctld controller_is_up
}

controller_is_up() { answers 127.0.0.1 "$SLURM_PORT" && timeout 5 scontrol ping | grep -q 'is UP'; }

start_nodes() {
	local node
	for node in "${NODES[@]}"; do
		if runs "$(slurmd_pid "$node")"; then continue; fi
		rm -f "$(slurmd_pid "$node")"
		detached_on "$node" "$DIR/bin/slurmd" -N "$node" -f "$SLURM_CONF" || die "slurmd of $node did not start; see $DIR/log/slurmd.$node.log."
	done
	wait_for 60 "the nodes" nodes_are_up
}

nodes_are_up() {
	local states
	states=$(sinfo -h -N -o '%T' | sort -u) || return 1
	if grep -qE 'down|drain' <<<"$states"; then scontrol update "nodename=$(IFS=, && echo "${NODES[*]}")" state=resume; fi
	! grep -qE 'down|drain|unk|\*' <<<"$states"
}

own_log() { touch "$DIR/log/$1" && chown "$2": "$DIR/log/$1"; }

# Accounts, once, before slurmctld's first start; and whoever is not in them yet.
create_accounts() {
	local user known
	[ -e "$DIR/state/.accounts" ] || create_empty_accounts
	known=$(sacctmgr -n -P show associations Cluster="$CLUSTER" Account=aif001 format=User)
	for user in "${USERS[@]}"; do
		grep -qx "$user" <<<"$known" ||
			sacctmgr -i add user "$user" Cluster="$CLUSTER" Account=aif001 DefaultAccount=aif001 >/dev/null || true
	done
	[ -e "$DIR/state/.accounts" ] || sacctmgr -i add user ada Cluster="$CLUSTER" Account=aif002 >/dev/null || true
	touch "$DIR/state/.accounts"
}

create_empty_accounts() {
	sacctmgr -i add cluster "$CLUSTER" >/dev/null || true
	sacctmgr -i add qos short set MaxWall=00:05:00 MaxSubmitJobsPerUser=4 Priority=100 Flags=DenyOnLimit >/dev/null || true
	sacctmgr -i add account aif001,aif002 Cluster="$CLUSTER" Description="practice" Organization="practice" \
		set QOS=normal,short DefaultQOS=normal >/dev/null || true
}

# Budgets, once: slurmctld must have told the database what a gres/gpu is. aif001 is rich; aif002 really runs a short
# job on all GPUs and is then limited to just above what that used.
set_budgets() {
	if [ -e "$DIR/state/limits.aif002" ]; then return; fi
	say "Spending most of the budget of aif002 with a real job, once ..."
	limit aif001 "$AIF001_LIMITS"
	spend_aif002
	limit aif002 "$(limits_just_above "$(sshare -n -P -A aif002 -o GrpTRESRaw | head -n 1)")"
	# slurmctld saves what was used every five minutes and when it ends; a crash before must not make aif002 rich again.
	stop_daemon "$SLURMCTLD_PID" 10
	start_slurmctld
	wait_for 60 "the nodes" nodes_are_up
}

# limit ACCOUNT LIMITS
limit() {
	sacctmgr -i modify account "$1" where Cluster="$CLUSTER" set GrpTRESMins="$2" >/dev/null ||
		die "the budget of $1 could not be set; see $DIR/log/slurmdbd.log."
	printf '%s\n' "$2" >"$DIR/state/limits.$1"
}

spend_aif002() {
	setpriv --reuid=ada --regid=ada --init-groups --reset-env -- env "SLURM_CONF=$SLURM_CONF" sbatch --quiet --account=aif002 \
		--partition=gpu --nodes=4 --exclusive --gpus-per-node=4 --time=5 --chdir="$DIR/home/ada" \
		--job-name=spend-aif002 --output="$DIR/scratch/ada/%x-%j.out" --wrap='date; sleep 4; date' 9>&- ||
		die "the first job was refused; see $DIR/log/slurmctld.log."
	wait_for 30 "the first job" queue_is_empty
}

queue_is_empty() {
	local active
	active=$(squeue -h -t PD,R,CG -o %A) && [ -z "$active" ]
}

# limits_just_above 'cpu=6,...,billing=61,gres/gpu=1': the limits, in minutes
limits_just_above() {
	local billing gpu
	billing=$(sed -n 's/.*billing=\([0-9]*\).*/\1/p' <<<"$1")
	gpu=$(sed -n 's/.*gres\/gpu=\([0-9]*\).*/\1/p' <<<"$1")
	printf 'billing=%s,gres/gpu=%s\n' $((${billing:-0} + 3)) $((${gpu:-0} + 1))
}

maintenance_now() { scontrol -o show reservation 2>/dev/null | grep -o '^ReservationName=maintenance ' || true; }
