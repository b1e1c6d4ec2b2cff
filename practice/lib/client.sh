# shellcheck shell=bash
# What stands on the desk of somebody who uses the factory: keys, known hosts, an ssh configuration, and facts for tests.

CLIENT=$DIR/client
PASSPHRASE='correct horse'

# alias, login node, user, key in client/ or none
ALIASES=(
	'practice login1 ada ada_ed25519'
	'practice-login2 login2 ada ada_ed25519'
	'practice-bram login1 bram bram_ed25519'
	'practice-tess login1 tess tess_ed25519'
	'practice-finn login1 finn finn_ed25519'
	'practice-noisy login1 nora nora_ed25519'
	'practice-zoe login3 zoe zoe_ed25519'
	'practice-sven login3 sven sven_ed25519'
	'practice-fay login3 fay fay_ed25519'
	'practice-totp totp ada ada_ed25519'
	'practice-cert cert ada ada_cert'
	'practice-maxsessions2 maxsessions2 ada ada_ed25519'
	'practice-jump jump ada ada_ed25519'
	'practice-inner inner ada ada_ed25519'
	'practice-changed newkey ada ada_ed25519'
	'practice-unknown unknown ada ada_ed25519'
	'practice-nokey nokey ada ada_ed25519'
	'practice-encrypted login1 ada ada_encrypted'
	'practice-password password ada none'
	'practice-codes codes ada none'
	'practice-hostcert hostcert ada ada_ed25519'
	'practice-banner banner ada ada_ed25519'
	'practice-far far ada ada_ed25519'
	'practice-data data ada ada_ed25519'
)

write_client() {
	local user
	install -d -m 700 "$CLIENT"
	for user in "${USERS[@]}"; do
		make_key "$CLIENT/${user}_ed25519" "$user"
		authorize "$user" "$CLIENT/${user}_ed25519.pub"
	done
	make_key "$CLIENT/ada_encrypted" 'ada, with a passphrase' "$PASSPHRASE"
	authorize ada "$CLIENT/ada_encrypted.pub"
	make_key "$CLIENT/ada_cert" 'ada, by certificate'
	[ -s "$CLIENT/ada_cert-cert.pub" ] ||
		ssh-keygen -q -s "$SSH_ETC/user_ca" -I ada@practice -n ada -V -1h:+520w "$CLIENT/ada_cert.pub"
	cp "$SSH_ETC/user_ca" "$CLIENT/user_ca"
	write_known_hosts
	write_ssh_config | write_file "$CLIENT/ssh_config"
	write_facts | write_file "$CLIENT/factory.json"
	chmod 600 "$CLIENT"/*
	if [ -n "${SUDO_UID-}" ]; then chown "$SUDO_UID:${SUDO_GID:-$SUDO_UID}" "$CLIENT"; fi
	chown -R --reference="$CLIENT" "$CLIENT"
}

authorize() {
	local file=$DIR/home/$1/.ssh/authorized_keys
	grep -qxFf "$2" "$file" 2>/dev/null || cat "$2" >>"$file"
	case ${OWNER_OF_HOME[$1]-$1} in
		"$1") chown "$1:" "$file" && chmod 600 "$file" ;;
		*) chmod 644 "$file" ;;
	esac
}

# Half of the lines hide the host name, as Debian's own ssh does. "newkey" is known by a key it no longer has,
# "unknown" is not known, not even when somebody accepted it before.
write_known_hosts() {
	local node file
	file=$(mktemp "$CLIENT/known_hosts.XXXXXX")
	for node in login2 totp maxsessions2 inner; do known_host "$node"; done >"$file"
	ssh-keygen -q -H -f "$file" >/dev/null 2>&1
	for node in login1 login3 cert jump nokey password codes banner far data; do known_host "$node"; done >>"$file"
	known_host newkey former.host >>"$file"
	printf '@cert-authority %s\n' "$(known_host hostcert host_ca)" >>"$file"
	mv -f "$file" "$CLIENT/known_hosts"
	rm -f "$file.old"
}

known_host() {
	local type key rest
	read -r type key rest <"$SSH_ETC/${2:-$1.host}.pub"
	printf '[%s]:%s %s %s\n' "${ADDRESS_OF[$1]}" "$SSH_PORT" "$type" "$key"
}

write_ssh_config() {
	local line alias node user key
	printf '# The practice AI factory: ssh -F %s/ssh_config practice squeue\n' "$CLIENT"
	for line in "${ALIASES[@]}"; do
		read -r alias node user key <<<"$line"
		printf '\nHost %s\n' "$alias"
		printf '    %s\n' "HostName ${ADDRESS_OF[$node]}" "Port $SSH_PORT" "User $user" "IdentityFile $(key_file "$key")" \
			'IdentitiesOnly yes' "UserKnownHostsFile $CLIENT/known_hosts"
		case $node in
			cert) printf '    CertificateFile %s\n' "$CLIENT/$key-cert.pub" ;;
			inner) printf '    ProxyJump practice-jump\n' ;;
			far) printf '    ProxyJump practice-jump,practice-login2\n' ;;
			password | codes) printf '    PubkeyAuthentication no\n' ;;
		esac
	done
}

key_file() { case $1 in none) printf 'none\n' ;; *) printf '%s/%s\n' "$CLIENT" "$1" ;; esac; }

# Everything that goes in here is made of letters, digits and "/._-", so nothing needs escaping.
write_facts() {
	local line alias node user key comma
	printf '{\n  "dir": "%s",\n  "cluster": "%s",\n  "slurmConf": "%s",\n' "$DIR" "$CLUSTER" "$SLURM_CONF"
	printf '  "sshConfig": "%s",\n  "knownHosts": "%s",\n  "aliases": {' "$CLIENT/ssh_config" "$CLIENT/known_hosts"
	comma=
	for line in "${ALIASES[@]}"; do
		read -r alias node user key <<<"$line"
		printf '%s\n    "%s": { "address": "%s", "port": %s, "user": "%s", "node": "%s", "identityFile": "%s" }' \
			"$comma" "$alias" "${ADDRESS_OF[$node]}" "$SSH_PORT" "$user" "$node" "$(key_file "$key")"
		comma=,
	done
	printf '\n  },\n  "users": {'
	comma=
	for user in "${USERS[@]}"; do
		printf '%s\n    "%s": { "shell": "%s", "home": "%s", "project": "%s", "scratch": "%s", "accounts": [%s] }' \
			"$comma" "$user" "${SHELL_OF[$user]}" "$DIR/home/$user" "$(project_of)" "$(scratch_of "$user")" \
			"$([ "$user" = ada ] && printf '"aif001", "aif002"' || printf '"aif001"')"
		comma=,
	done
	printf '\n  },\n  "accounts": {\n    "aif001": %s,\n    "aif002": %s\n  },\n' "$(limits_of aif001)" "$(limits_of aif002)"
	printf '  "qos": ["normal", "short"],\n'
	printf '  "partitions": { "cpu": %s, "gpu": %s, "debug": %s },\n' '["tcn1", "tcn2"]' '["gcn1", "gcn2", "gcn3", "gcn4"]' '["gcn1", "tcn1"]'
	printf '  "defaultPartition": "cpu",\n'
	printf '  "totpSecret": "%s",\n  "passphrase": "%s",\n  "password": "%s",\n' "$(totp_secret)" "$PASSPHRASE" "$(password)"
	printf '  "userCa": "%s",\n' "$CLIENT/user_ca"
	printf '  "storage": { "home": "%s", "project": "%s", "scratch": "%s" }\n}\n' "$DIR/home/ada" "$(project_of)" "$(scratch_of ada)"
}

# limits_of ACCOUNT: its GrpTRESMins as JSON, {"billing": 600000, "gres/gpu": 6000}.
limits_of() {
	local limits
	limits=$(<"$DIR/state/limits.$1")
	printf '{ "%s }' "$(sed 's/=/": /g; s/,/, "/g' <<<"$limits")"
}
