# shellcheck shell=bash
# Where everything lives, and the words all scripts share. Sourced, never run.
# Callers set PRACTICE_SOURCE to the folder that holds up, down, lib/ and etc/.
# shellcheck disable=SC2034 # most of these are read by the other files

DIR=${AIFACTORY_PRACTICE_DIR:-/srv/aifactory}
SSH_PORT=${AIFACTORY_PRACTICE_SSH_PORT:-2222}
SLURM_PORT=${AIFACTORY_PRACTICE_SLURM_PORT:-26817}

SLURMDBD_PORT=$((SLURM_PORT + 1))
CLUSTER=practice
MARKER=$DIR/.aifactory-practice
export SLURM_CONF=$DIR/etc/slurm.conf
export LC_ALL=C
unset "${!SQUEUE_@}" "${!SACCT_@}" "${!SINFO_@}" "${!SBATCH_@}" SLURM_CLUSTERS SLURM_TIME_FORMAT

GPU_NODES=(gcn1 gcn2 gcn3 gcn4)
CPU_NODES=(tcn1 tcn2)
NODES=("${GPU_NODES[@]}" "${CPU_NODES[@]}")

say() { printf '%s\n' "$*"; }
warn() { printf 'practice: %s\n' "$*" >&2; }
die() {
	warn "$@"
	exit 1
}

# Runs the calling script again as root when it was not.
become_root() {
	[ "$(id -u)" = 0 ] && return
	command -v sudo >/dev/null || die "this needs root: run it as root, or install sudo."
	exec sudo --preserve-env=AIFACTORY_PRACTICE_DIR,AIFACTORY_PRACTICE_SSH_PORT,AIFACTORY_PRACTICE_SLURM_PORT "$0" "$@"
}

# One script at a time may start or stop things. Daemons must not inherit descriptor 9 (see `detached`).
take_lock() {
	mkdir -p /run/lock
	exec 9>"/run/lock/aifactory-practice.lock"
	flock -w 120 9 || die "another practice script has been busy for two minutes; wait for it or end it, then try again."
}

require_dir() {
	case $DIR in
		/*/*) ;;
		*) die "AIFACTORY_PRACTICE_DIR must be an absolute path of a folder of its own, such as /srv/aifactory, not \"$DIR\"." ;;
	esac
	[[ $DIR =~ ^[A-Za-z0-9/._-]+$ && ! $DIR =~ (^|/)\.\.(/|$) ]] ||
		die "AIFACTORY_PRACTICE_DIR may hold only letters, digits and / . _ -, not \"$DIR\"."
	[ ${#DIR} -le 60 ] || die "AIFACTORY_PRACTICE_DIR is too long for socket names: use at most 60 characters."
}

is_set_up() { [ -e "$MARKER" ]; }

# render TEMPLATE TARGET NAME=VALUE...: fills @NAME@ in etc/TEMPLATE, always also @DIR@.
# Leaves the target alone when it already says the same.
render() {
	local template=$1 target=$2 text pair
	shift 2
	text=$(<"$PRACTICE_SOURCE/etc/$template")
	for pair in "DIR=$DIR" "$@"; do
		text=${text//"@${pair%%=*}@"/"${pair#*=}"}
	done
	write_file "$target" <<<"$text"
}

# write_file TARGET <text: replaces the file in one step, and only when it differs.
write_file() {
	local target=$1 fresh
	fresh=$(mktemp "$target.XXXXXX")
	cat >"$fresh"
	if cmp -s "$fresh" "$target"; then
		rm -f "$fresh"
	else
		chmod --reference="$target" "$fresh" 2>/dev/null || chmod 644 "$fresh"
		mv -f "$fresh" "$target"
	fi
}

# wait_for SECONDS WHAT COMMAND...: tries the command every tenth of a second.
wait_for() {
	local limit=$1 what=$2 deadline=$((SECONDS + $1)) said
	shift 2
	until said=$("$@" 2>&1); do
		[ "$SECONDS" -lt "$deadline" ] || die "$what did not come up within $limit s; see the logs in $DIR/log. ${said##*$'\n'}"
		sleep 0.1
	done
}

answers() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }
