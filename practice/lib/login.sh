# shellcheck shell=bash
# The login nodes: one sshd each, on a loopback address of its own.

LOGIN_NODES=(
	login1 login2 totp cert maxsessions2 jump inner newkey nokey unknown password codes hostcert banner far data login3
)
declare -A ADDRESS_OF=(
	[login1]=127.0.0.2 [login2]=127.0.0.3 [totp]=127.0.0.4 [cert]=127.0.0.5 [maxsessions2]=127.0.0.6
	[jump]=127.0.0.7 [inner]=127.0.0.8 [newkey]=127.0.0.9 [nokey]=127.0.0.10 [unknown]=127.0.0.11
	[password]=127.0.0.12 [codes]=127.0.0.13 [hostcert]=127.0.0.14 [banner]=127.0.0.15 [far]=127.0.0.16 [data]=127.0.0.17
	[login3]=127.0.0.18
)
# Nodes that ask questions. sshd's PAM service is named after the program, so each is started through a link of its own
# name and gets a PAM file of its own.
PAM_NODES=(totp password codes)
pam_service_of() { printf 'aifactory-practice-%s\n' "$1"; }
pam_file_of() { printf '/etc/pam.d/%s\n' "$(pam_service_of "$1")"; }
asks_questions() { [[ " ${PAM_NODES[*]} " == *" $1 "* ]]; }
SSH_ETC=$DIR/etc/ssh

sshd_pid() { printf '%s\n' "$DIR/run/sshd.$1.pid"; }

is_login_node() { [ -n "${1-}" ] && [ -n "${ADDRESS_OF[$1]-}" ]; }

# What a node does differently from an ordinary one.
mood_of() {
	case $1 in
		login2) printf 'Subsystem sftp /usr/lib/openssh/sftp-server\n' ;;
		data) printf '%s\n' 'Subsystem sftp internal-sftp' 'ForceCommand internal-sftp' ;;
		*) printf 'Subsystem sftp internal-sftp\n' ;;
	esac
	case $1 in
		totp) printf '%s\n' 'UsePAM yes' 'KbdInteractiveAuthentication yes' 'AuthenticationMethods publickey,keyboard-interactive' ;;
		password) printf '%s\n' 'UsePAM yes' 'KbdInteractiveAuthentication yes' 'PasswordAuthentication yes' ;;
		codes) printf '%s\n' 'UsePAM yes' 'KbdInteractiveAuthentication yes' 'AuthenticationMethods keyboard-interactive' ;;
		cert) printf '%s\n' 'UsePAM no' "TrustedUserCAKeys $SSH_ETC/user_ca.pub" 'AuthorizedKeysFile none' ;;
		maxsessions2) printf '%s\n' 'UsePAM no' 'MaxSessions 2' ;;
		hostcert) printf '%s\n' 'UsePAM no' "HostCertificate $SSH_ETC/hostcert.host-cert.pub" ;;
		banner) printf '%s\n' 'UsePAM no' "Banner $SSH_ETC/banner" ;;
		nokey) printf '%s\n' 'UsePAM no' "AuthorizedKeysFile $SSH_ETC/nokey_authorized_keys" ;;
		*) printf '%s\n' 'UsePAM no' ;;
	esac
}

# Several settings go on one SetEnv line: a second SetEnv in the same block would be ignored.
environment_blocks() {
	local user
	for user in "${USERS[@]}"; do
		printf 'Match User %s\n\tSetEnv SLURM_CONF=%s PROJECT=%s SCRATCH=%s\n' "$user" "$SLURM_CONF" "$(project_of)" "$(scratch_of "$user")"
	done
}

write_login_config() {
	local node
	install -d -m 755 "$SSH_ETC"
	for node in "${LOGIN_NODES[@]}"; do
		make_key "$SSH_ETC/$node.host" "$node"
		# sshd would make it readable for root only; tests count what it tells.
		touch "$DIR/log/$node.log"
		chmod 644 "$DIR/log/$node.log"
		render sshd.conf "$SSH_ETC/$node.conf" "NODE=$node" "ADDRESS=${ADDRESS_OF[$node]}" "PORT=$SSH_PORT" \
			"USERS=${USERS[*]}" "MOOD=$(mood_of "$node")" "ENVIRONMENT=$(environment_blocks)"
	done
	make_key "$SSH_ETC/user_ca" 'certificate authority'
	make_key "$SSH_ETC/host_ca" 'certificate authority of hosts'
	make_key "$SSH_ETC/former.host" 'the host key that newkey once had'
	make_key "$SSH_ETC/somebody" 'somebody else'
	write_file "$SSH_ETC/nokey_authorized_keys" <"$SSH_ETC/somebody.pub"
	[ -s "$SSH_ETC/hostcert.host-cert.pub" ] ||
		ssh-keygen -q -s "$SSH_ETC/host_ca" -I hostcert -h -n "${ADDRESS_OF[hostcert]}" -V -1h:+520w "$SSH_ETC/hostcert.host.pub"
	write_banner | write_file "$SSH_ETC/banner"
	write_secrets
}

# make_key FILE COMMENT [PASSPHRASE]
make_key() {
	[ -s "$1.pub" ] || { rm -f "$1" && ssh-keygen -q -t ed25519 -N "${3-}" -C "$2" -f "$1" </dev/null; }
}

# What centres like to say: more than a line, letters beyond ASCII, and a colour.
write_banner() {
	printf '%s\n' '************************************************' '*  Practice AI Factory – für Übungen, 練習用    *' \
		$'*  \e[1;31mAuthorised users only.\e[0m All use is logged.  *' '************************************************'
}

write_secrets() {
	local node
	install -d -m 700 "$DIR/state/totp"
	if [ ! -s "$DIR/state/totp/ada" ]; then
		(umask 077 && printf '%s\n' "$(head -c 20 /dev/urandom | base32)" '" TOTP_AUTH' >"$DIR/state/totp/ada")
		chmod 400 "$DIR/state/totp/ada"
	fi
	# Not in /etc/shadow: nobody gets a known password for anything else on this machine.
	if [ ! -s "$DIR/state/password" ]; then
		(umask 077 && head -c 15 /dev/urandom | base32 | tr -d '\n' >"$DIR/state/password")
	fi
	for node in "${PAM_NODES[@]}"; do
		ln -sfn /usr/sbin/sshd "$DIR/bin/$(pam_service_of "$node")"
		render "pam.$node" "$(pam_file_of "$node")"
	done
}
remove_pam_files() {
	local node
	for node in "${PAM_NODES[@]}"; do rm -f "$(pam_file_of "$node")"; done
}

totp_secret() { head -n 1 "$DIR/state/totp/ada"; }
password() { cat "$DIR/state/password"; }

start_login_node() {
	local node=$1 program=/usr/sbin/sshd address=${ADDRESS_OF[$1]} pid_file
	pid_file=$(sshd_pid "$node")
	if runs "$pid_file"; then return; fi
	if asks_questions "$node"; then program=$DIR/bin/$(pam_service_of "$node"); fi
	install -d -m 755 /run/sshd
	rm -f "$pid_file"
	detached_on "$node" "$program" -f "$SSH_ETC/$node.conf" -E "$DIR/log/$node.log" ||
		die "sshd of $node did not start on $address port $SSH_PORT; see $DIR/log/$node.log."
	wait_for 5 "login node $node" answers "$address" "$SSH_PORT"
}

# Also ends the connections it has, as a crashed login node would.
stop_login_node() { stop_tree "$(sshd_pid "$1")"; }
