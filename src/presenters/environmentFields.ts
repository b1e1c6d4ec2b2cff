import * as l10n from '@vscode/l10n';
import {
	ENVIRONMENT_KEYS,
	type EnvironmentKey,
	readEnvironment,
	type ScriptEnvironment,
} from '../launch/environment/readEnvironment.ts';
import type { Script } from '../script/readScript.ts';
import type { ScriptFacts } from '../script/scriptFacts.ts';
import type { FormField, FormProblem, JobForm } from './jobFormText.ts';

/** The words of each part, and the command that a script has for it. */
const ENVIRONMENT: Readonly<
	Record<
		EnvironmentKey,
		{ readonly label: () => string; readonly command: string; readonly help: () => string }
	>
> = {
	modules: {
		label: () => l10n.t('Modules'),
		command: 'module load',
		help: () =>
			l10n.t(
				'Modules to load, in this order, with spaces between them. "module avail" in a terminal lists them.',
			),
	},
	venv: {
		label: () => l10n.t('Python virtual environment'),
		command: 'source …/bin/activate',
		help: () => l10n.t('The folder on the cluster that holds bin/activate, such as ~/venv.'),
	},
	conda: {
		label: () => l10n.t('Conda environment'),
		command: 'conda activate',
		help: () => l10n.t('Its name or its folder.'),
	},
	container: {
		label: () => l10n.t('Container image'),
		command: 'apptainer exec',
		help: () =>
			l10n.t(
				'The image in which the program runs: a .sif file, or an address such as docker://python:3.12-slim.',
			),
	},
};

export function isEnvironmentKey(name: string): name is EnvironmentKey {
	return Object.hasOwn(ENVIRONMENT, name);
}

/** Whether the cluster's srun and sbatch run containers themselves, by the plug-in of that name. */
export function hasPyxis(facts: ScriptFacts | undefined): boolean {
	return facts?.addedOptions?.includes('container-image') ?? false;
}

/** The fields of what a script sets up before its program starts. */
export function environmentGroup(script: Script, facts: ScriptFacts | undefined): JobForm['groups'][number] {
	const { environment } = readEnvironment(script.lines.join('\n'));
	return {
		caption: l10n.t('What Is Set Up Before It Starts'),
		fields: ENVIRONMENT_KEYS.map((key) => environmentField(key, environment, facts)),
	};
}

function environmentField(
	key: EnvironmentKey,
	environment: ScriptEnvironment,
	facts: ScriptFacts | undefined,
): FormField {
	const { label, command, help } = ENVIRONMENT[key];
	const isForSrun = key === 'container' && hasPyxis(facts);
	return {
		...{ name: key, label: label(), option: isForSrun ? 'srun --container-image' : command },
		...{ value: environment[key].value, kind: 'text', choices: [], several: undefined },
		help: isForSrun
			? `${help()} ${l10n.t('A .sif file is run by Apptainer, any other image by srun.')}`
			: help(),
		problems: environmentProblems(key, environment),
	};
}

function environmentProblems(key: EnvironmentKey, environment: ScriptEnvironment): readonly FormProblem[] {
	const { value, byHand } = environment[key];
	const [first, ...more] = byHand.map((line) => line + 1);
	const others = (['venv', 'conda', 'container'] as const).filter((each) => environment[each].value !== '');
	const problems: FormProblem[] = [];
	if (first !== undefined)
		problems.push({
			...{ severity: 'hint', kind: l10n.t('Set by hand') },
			text:
				more.length === 0
					? l10n.t('Line {0} of the script does this in its own way. The form leaves it as it is.', first)
					: l10n.t(
							'Lines {0} of the script do this in their own way. The form leaves them as they are.',
							[first, ...more].join(', '),
						),
		});
	if (value !== '' && others.indexOf(key as (typeof others)[number]) > 0)
		problems.push({
			...{ severity: 'warning', kind: l10n.t('Warning') },
			text: l10n.t('Use only one of virtual environment, conda and container: the last hides the others.'),
		});
	return problems;
}

/** Why the form cannot set up something, and what to do. */
export function cannotSetText(key: EnvironmentKey): string {
	const command = ENVIRONMENT[key].command;
	switch (key) {
		case 'modules':
			return l10n.t(
				'The form cannot write these modules: a name has no spaces, no $ and no dash at its beginning. Anything else goes into the script, behind "{0}".',
				command,
			);
		case 'container':
			return l10n.t(
				'The form cannot tell for certain which line runs the program in the container, so it changes none. Write "{0} IMAGE" before the program in the script.',
				command,
			);
		default:
			return l10n.t(
				'The script does this in its own way, so the form changes nothing. Change it in the script.',
			);
	}
}
