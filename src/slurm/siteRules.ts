import { ProblemError } from '../problems/problem.ts';

/** What a site changes about Slurm's own programs. */
export interface SlurmRules {
	/** Commands that the site denies its users, such as `sinfo` or `scontrol show node`. */
	readonly denied: readonly string[];
	/** Programs that stand in for Slurm's own, by Slurm's name: `sbatch: sbatch.tinygpu`. */
	readonly commands: Readonly<Record<string, string>>;
}

export const NO_RULES: SlurmRules = { denied: [], commands: {} };

/** The arguments as they are to be run at this site. Throws ProblemError `deniedBySite` for a command that is not to be run there. */
export function asRuled(host: string, argv: readonly string[], rules: SlurmRules): readonly string[] {
	const command = deniedIn(argv, rules.denied);
	if (command !== undefined) throw new ProblemError({ kind: 'deniedBySite', host, command });
	const [program = '', ...others] = argv;
	return Object.hasOwn(rules.commands, program) ? [rules.commands[program] ?? program, ...others] : argv;
}

/** Options may stand between the words of a command, and Slurm takes `nodes` for `node`. */
function deniedIn(argv: readonly string[], denied: readonly string[]): string | undefined {
	const words = argv.filter((word) => !word.startsWith('-'));
	return denied.find((command) =>
		command
			.trim()
			.split(/\s+/)
			.every((word, index) => words[index] === word || words[index] === `${word}s`),
	);
}
