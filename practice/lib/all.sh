# shellcheck shell=bash
# Everything that the scripts share, in the order in which the parts need each other.
for part in common packages processes users storage database slurm login client factory; do
	# shellcheck source=/dev/null
	. "$PRACTICE_SOURCE/lib/$part.sh"
done
unset part
