import { workspace } from 'vscode';
import type { Action } from './action.ts';
import { scriptOf } from './submitJobAction.ts';

/** Where a new job begins: what every script needs, with a time that is short enough to start soon. */
const NEW_SCRIPT = `#!/bin/bash
#SBATCH --job-name=job
#SBATCH --time=30:00
#SBATCH --output=%x-%j.out

`;

/** Opens the form of the batch script in the editor, or of the one that was clicked. */
export const editJobFormAction: Action = {
	id: 'aiFactory.editJobForm',
	async run({ jobForms }, target) {
		const document = await scriptOf(target);
		if (document) await jobForms.show(document);
	},
};

/** Begins a script, and opens its form. */
export const newJobFormAction: Action = {
	id: 'aiFactory.newJobForm',
	async run({ jobForms }) {
		const document = await workspace.openTextDocument({ language: 'shellscript', content: NEW_SCRIPT });
		await jobForms.show(document);
	},
};
