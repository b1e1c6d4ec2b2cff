import { shellQuoteOne } from '../../base/shellQuote.ts';
import type { Container, Environment } from '../recipe.ts';
import { shellText } from '../shellText.ts';

/** What modules and conda need is set up by the login shell's own files. */
export function needsLoginShell({ modules, conda }: Pick<Environment, 'modules' | 'conda'>): boolean {
	return modules.length > 0 || conda !== undefined;
}

/** Lines of bash that set up what a program needs, as `readEnvironment` reads them. */
export function setUpLines({
	modules,
	venv,
	conda,
}: Pick<Environment, 'modules' | 'venv' | 'conda'>): readonly string[] {
	return [
		...(modules.length > 0 ? [`module load ${modules.map(shellQuoteOne).join(' ')}`] : []),
		...(venv === undefined ? [] : [`source ${shellText(`${venv}/bin/activate`)}`]),
		...(conda === undefined ? [] : [CONDA_SET_UP, `conda activate ${shellText(conda)}`]),
	];
}

/** Teaches the shell of a script what `conda activate` is. */
export const CONDA_SET_UP = 'source "$(conda info --base)/etc/profile.d/conda.sh"';

/** Finds the program that runs containers under either of its names. */
export const containerGuard: readonly string[] = [
	'apptainer=$(command -v apptainer || command -v singularity) || {',
	'	echo "Neither apptainer nor singularity was found on $(hostname): ask the site, or load its module." >&2',
	'	exit 127',
	'}',
];

/** What stands before a program that is to run in a container. */
export function containerCall({ image, binds }: Container, nv: boolean): string {
	const options = [...(nv ? ['--nv'] : []), ...binds.flatMap((bind) => ['--bind', shellText(bind)])];
	return ['"$apptainer" exec', ...options, shellText(image)].join(' ');
}
