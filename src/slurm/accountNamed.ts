/** The account that a batch script's `#SBATCH` lines name; undefined where they name none. The last one counts, as it does for sbatch. */
export function accountNamed(script: string): string | undefined {
	let account: string | undefined;
	for (const line of script.split(/\r?\n/)) {
		// sbatch reads no further than the first command.
		if (line.trim() !== '' && !line.startsWith('#')) break;
		const match = /^#SBATCH\s(?:.*\s)?(?:--account(?:=|\s+)|-A\s*)(?:"([^"]+)"|'([^']+)'|([^\s"'#]+))/.exec(
			line,
		);
		if (match) account = match[1] ?? match[2] ?? match[3];
	}
	return account;
}
