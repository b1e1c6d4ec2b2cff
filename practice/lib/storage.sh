# shellcheck shell=bash
# Homes, a project folder and scratch, with real files in them. What is there already is left alone.

project_of() { printf '%s\n' "$DIR/project/aif001"; }
scratch_of() { printf '%s\n' "$DIR/scratch/$1"; }

create_storage() {
	local user
	install -d -m 755 "$DIR/home" "$DIR/project" "$DIR/scratch"
	for user in "${USERS[@]}"; do
		install -d -m 700 -o "$user" -g "$user" "$DIR/scratch/$user"
		[ -e "$DIR/home/$user/.ssh" ] || create_home "$user"
	done
	copy_sample
	[ -e "$DIR/state/.storage" ] || { fill_project && fill_scratch; }
	touch "$DIR/state/.storage"
}

# The folder of the keys comes last: where it is, the home is complete.
create_home() {
	local home=$DIR/home/$1 owner=${OWNER_OF_HOME[$1]-$1} mode=700
	install -d -m 700 -o "$1" -g "$1" "$home"
	fill_home "$1"
	if [ "$owner" != "$1" ]; then
		mode=755
		chown -R "$owner:" "$home"
		chmod "$mode" "$home"
	fi
	install -d -m "$mode" -o "$owner" -g "$owner" "$home/.ssh"
}

# give USER TARGET [MODE] <text: a file of theirs, in a folder that is there.
give() {
	cat >"$2"
	chown "$1:" "$2"
	chmod "${3:-644}" "$2"
}

fill_home() {
	local user=$1 home=$DIR/home/$1
	cp -n /etc/skel/.bashrc /etc/skel/.profile "$home/"
	chown "$user:" "$home/.bashrc" "$home/.profile"
	give "$user" "$home/README.txt" <<-EOT
		Home of $user on the practice AI factory. Small and for settings and scripts.
		Data shared with the project: $(project_of)
		Large and temporary data:     $(scratch_of "$user")
	EOT
	case $user in
		nora) noisy_bash "$home" ;;
		tess) noisy_tcsh "$home" ;;
		finn) noisy_fish "$home" ;;
		zoe) noisy_zsh "$home" ;;
		sven) slow_bash "$home" ;;
	esac
}

# Start-up files that print, also when no person is there: what careless or old accounts look like.
noisy_bash() {
	printf '%s\n' 'echo "Welcome back, $USER! Disk use: 42%"' 'echo "module: warning: cannot load cuda/11.0" >&2' | begin_bashrc nora "$1"
}
noisy_tcsh() {
	printf '%s\n' 'echo "tess: loading modules..."' 'sh -c "echo tcsh: no entry for cuda >&2"' 'setenv EDITOR vi' | give tess "$1/.tcshrc"
}
noisy_fish() {
	install -d -o finn -g finn "$1/.config" "$1/.config/fish"
	printf '%s\n' 'echo "🐟 fish is ready"' 'echo "config.fish: conda not found" >&2' | give finn "$1/.config/fish/config.fish"
}

noisy_zsh() {
	printf '%s\n' 'print "zoe: modules loaded"' 'print -u2 ".zshenv: no such hash table element: cuda"' | give zoe "$1/.zshenv"
	# Without one, zsh asks a new user questions.
	printf '%s\n' "PS1='%n@%m %~ %# '" | give zoe "$1/.zshrc"
}

# What a slow file system or a long list of modules makes of every start of a shell.
slow_bash() { begin_bashrc sven "$1" <<<'sleep 5'; }

# begin_bashrc USER HOME <text: puts it before all else, where it is also run when no person is there.
begin_bashrc() {
	cat - "$2/.bashrc" | give "$1" "$2/.bashrc.new"
	mv "$2/.bashrc.new" "$2/.bashrc"
}

# The project that the demo opens; its job script also looks for it here.
copy_sample() {
	local home=$DIR/home/ada file
	install -d -o ada -g ada "$home/sample"
	for file in "$PRACTICE_SOURCE"/sample/*; do
		install -p -m 644 -o ada -g ada "$file" "$home/sample/"
	done
}

fill_project() {
	local project
	project=$(project_of)
	install -d -m 2770 -o root -g aif001 "$project" "$project/datasets" "$project/models"
	chmod 2770 "$project" "$project/datasets" "$project/models"
	give ada "$project/README.md" 664 <<-'EOT'
		# Project aif001

		Shared by everyone in the project; what you make here belongs to the group.

		- `datasets/` input data, please do not change
		- `models/`   trained models
	EOT
	awk 'BEGIN {
		srand(1); print "id,petal_length,petal_width,species"
		for (i = 1; i <= 150; i++) {
			s = i % 3
			printf "%d,%.1f,%.1f,%s\n", i, 1.4 + 2 * s + rand(), 0.2 + 0.9 * s + rand() / 2, substr("setosaversicvirgini", 1 + 6 * s, 6)
		}
	}' | give ada "$project/datasets/flowers.csv" 664
	printf 'id,text\n1,"héllo, wörld"\n2,"line one\nline two"\n' | give bram "$project/datasets/It's a \"test\" file (v2).csv" 664
	ln -sfn datasets/flowers.csv "$project/latest.csv"
	ln -sfn models/best.pt "$project/best.pt"
	ln -sfn "$DIR/scratch/ada" "$project/scratch-of-ada"
	chgrp -hR aif001 "$project"
	ln -sfn "$project" "$DIR/home/ada/aif001"
	chown -h ada: "$DIR/home/ada/aif001"
}

fill_scratch() {
	local scratch
	scratch=$(scratch_of ada)
	give ada "$scratch/README.txt" <<<'Scratch: fast, large, not backed up.'
	head -c 3000000 /dev/zero | give ada "$scratch/checkpoint-epoch 10.bin"
}
