import { shellQuote } from '../../src/base/shellQuote.ts';
import type { RemoteHost } from '../../src/remote/remoteHost.ts';

/** What the real sbatch did with a script. */
export interface Verdict {
	readonly isAccepted: boolean;
	/** What it said when it refused. */
	readonly words: string;
}

/**
 * Asks sbatch about many scripts in one call: `--test-only`, which looks at nodes and limits, and then a submission on
 * hold, which is cancelled. Accepted is what passes both.
 */
export async function askSbatch(
	host: RemoteHost,
	scripts: readonly string[],
	signal: AbortSignal,
): Promise<readonly Verdict[]> {
	const folder = `/tmp/aif-oracle-${crypto.randomUUID()}`;
	const files = scripts.map((text, index) => {
		const encoded = Buffer.from(text, 'utf8').toString('base64');
		return `echo ${encoded} | base64 -d > ${index}.sh`;
	});
	const one = `
		n=$1
		if timeout 20 sbatch --test-only "$n.sh" >"$n.out" 2>&1 &&
			timeout 20 sbatch --hold --parsable "$n.sh" >"$n.id" 2>"$n.out"; then
			scancel "$(cut -d';' -f1 "$n.id")"; echo yes >"$n.rc"
		else
			echo no >"$n.rc"
		fi`;
	const line = [
		`mkdir ${folder} && cd ${folder}`,
		...files,
		`seq 0 ${scripts.length - 1} | xargs -P 4 -I{} sh -c ${shellQuote([one])} sh {}`,
		`for n in $(seq 0 ${scripts.length - 1}); do printf '\\036%s\\037' "$(cat $n.rc)"; cat $n.out; done`,
		`rm -rf ${folder}`,
	].join('\n');
	const { stdout, stderr } = await host.exec(line, signal);
	const verdicts = stdout.split('\x1e').slice(1);
	if (verdicts.length !== scripts.length) throw new Error(`sbatch was not asked: ${stdout}${stderr}`);
	return verdicts.map((text) => {
		const [answer = '', words = ''] = text.split('\x1f');
		return { isAccepted: answer === 'yes', words: words.trim() };
	});
}
