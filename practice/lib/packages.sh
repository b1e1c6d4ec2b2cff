# shellcheck shell=bash
# The packages the practice factory needs, and how to get them without disturbing the machine's own services.

PACKAGES=(
	slurmctld slurmd slurmdbd slurm-client munge mariadb-server mariadb-client
	openssh-server openssh-client openssh-sftp-server libpam-google-authenticator
	tcsh fish zsh python3 procps iproute2 util-linux acl attr e2fsprogs
)
# What these packages would start and enable by themselves.
UNITS=(slurmctld slurmd slurmdbd munge mariadb rsync ssh ssh.socket)

missing_packages() {
	local package
	for package in "${PACKAGES[@]}"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || printf '%s\n' "$package"
	done
}

require_supported_system() {
	local id version name
	command -v apt-get >/dev/null || die "this system has no apt-get: use Debian 12 or Ubuntu 24.04, or build practice/Containerfile."
	# shellcheck source=/dev/null
	read -r id version name < <(. /etc/os-release && printf '%s %s %s\n' "${ID-}" "${VERSION_ID-}" "${PRETTY_NAME-}")
	case $id-$version in
		debian-12 | ubuntu-24.04) ;;
		*) die "${name:-this system} is not supported: use Debian 12 or Ubuntu 24.04, or build practice/Containerfile." ;;
	esac
}

# install_packages NAME...
install_packages() {
	local unit on=() log
	log=$(mktemp /tmp/aifactory-practice-install.XXXXXX.log)
	say "Installing with apt-get, system-wide: $*"

	for unit in "${UNITS[@]}"; do
		if is_enabled "$unit"; then on+=("$unit"); fi
	done

	silence_services

	# Lists that could not be renewed may still do.
	apt_get update >"$log" 2>&1 || true
	apt_get install -y --no-install-recommends "$@" >>"$log" 2>&1 ||
		die "apt-get could not install the packages: check the network and the package sources, then run practice/install again ($log says what went wrong)."

	for unit in "${UNITS[@]}"; do
		case " ${on[*]-} " in *" $unit "*) continue ;; esac
		if is_enabled "$unit"; then systemctl disable "$unit" >>"$log" 2>&1 || true; fi
	done
	unsilence_services
	rm -f "$log"
	say "Installed. None of their services was started or left enabled."
}

# invoke-rc.d asks policy-rc.d before it starts a service; 101 means "do not". A file that was there comes back after.
POLICY=/usr/sbin/policy-rc.d
silence_services() {
	KEPT_POLICY=$(mktemp -d)
	if [ -e "$POLICY" ] || [ -L "$POLICY" ]; then mv "$POLICY" "$KEPT_POLICY/"; fi
	trap unsilence_services EXIT
	printf '#!/bin/sh\nexit 101\n' >"$POLICY"
	chmod 755 "$POLICY"
}

unsilence_services() {
	trap - EXIT
	rm -f "$POLICY"
	if [ -e "$KEPT_POLICY/policy-rc.d" ]; then mv "$KEPT_POLICY/policy-rc.d" "$POLICY"; fi
	rmdir "$KEPT_POLICY"
}

is_enabled() { systemctl is-enabled --quiet "$1" 2>/dev/null; }

apt_get() { DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l apt-get -q -o DPkg::Lock::Timeout=120 "$@" </dev/null 9>&-; }
