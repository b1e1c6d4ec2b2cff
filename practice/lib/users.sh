# shellcheck shell=bash
# The people of the practice factory: real Unix users with homes below $DIR.

USERS=(ada bram nora tess finn zoe sven fay)
GROUPS_OF_PROJECTS=(aif001 aif002)
declare -A SHELL_OF=(
	[ada]=/bin/bash [bram]=/bin/bash [nora]=/bin/bash [tess]=/bin/tcsh [finn]=/usr/bin/fish [zoe]=/usr/bin/zsh
	[sven]=/bin/bash [fay]=/bin/bash
)
# Whom a home belongs to. The one of fay stands for a full one: she can read it and sign in, and write nothing.
declare -A OWNER_OF_HOME=([fay]=root)

home_of() { { getent passwd "$1" || true; } | cut -d: -f6; }
our_uids() { getent passwd | awk -F: -v home="$DIR/home/" 'index($6, home) == 1 { print $3 }'; }

# Fails before anything was changed when a name is taken by somebody else.
require_free_names() {
	local user group home
	for user in "${USERS[@]}"; do
		home=$(home_of "$user")
		[ -z "$home" ] || [ "$home" = "$DIR/home/$user" ] ||
			die "this machine already has a user \"$user\" (home $home) who is not ours: use another machine or a container."
	done
	for group in "${GROUPS_OF_PROJECTS[@]}"; do
		getent group "$group" >/dev/null || continue
		is_set_up || [ -n "$(our_uids)" ] ||
			die "this machine already has a group \"$group\" that is not ours: use another machine or a container."
	done
}

create_users() {
	local user group
	for group in "${GROUPS_OF_PROJECTS[@]}"; do
		getent group "$group" >/dev/null || groupadd "$group" 9>&-
	done
	for user in "${USERS[@]}"; do
		# "*" is a password that nothing matches; sshd would refuse the locked account that useradd makes by default.
		[ -n "$(home_of "$user")" ] ||
			useradd --no-create-home --home-dir "$DIR/home/$user" --shell "${SHELL_OF[$user]}" --user-group \
				--comment 'AI Factory practice' --password '*' --groups aif001 "$user" 9>&-
	done
	usermod -a -G aif002 ada 9>&-
}

remove_users() {
	local user group
	for user in "${USERS[@]}"; do
		[ "$(home_of "$user")" != "$DIR/home/$user" ] || userdel "$user" 9>&-
	done
	for group in "${GROUPS_OF_PROJECTS[@]}"; do
		if getent group "$group" >/dev/null; then groupdel "$group" 9>&-; fi
	done
}
