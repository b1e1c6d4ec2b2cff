import * as l10n from '@vscode/l10n';
import type { Job } from '../../slurm/job.ts';
import {
	holdJobs,
	type JobAction,
	releaseJobs,
	requeueAndHoldJobs,
	requeueJobs,
} from '../../slurm/jobAction.ts';
import { isHeld, isRequeueable } from '../../slurm/jobFlags.ts';
import type { Action } from './action.ts';
import { actOnChosen } from './actOnChosen.ts';
import { chooseJobs, type JobChoice } from './chooseJobs.ts';

function queueAction(
	id: string,
	choice: () => JobChoice,
	make: (jobs: readonly Job[]) => JobAction,
	asks: boolean,
): Action {
	return {
		id,
		async run(workbench, target, selection) {
			await actOnChosen(await chooseJobs(workbench, target, selection, choice()), make, { asks });
		},
	};
}

/** Holding and releasing undo each other: nothing is asked. */
export const holdJobAction = queueAction(
	'aiFactory.holdJob',
	() => ({ title: l10n.t('Hold jobs'), fits: (job) => job.phase === 'pending' && !isHeld(job) }),
	holdJobs,
	false,
);

export const releaseJobAction = queueAction(
	'aiFactory.releaseJob',
	() => ({ title: l10n.t('Release jobs'), fits: isHeld }),
	releaseJobs,
	false,
);

export const requeueJobAction = queueAction(
	'aiFactory.requeueJob',
	() => ({ title: l10n.t('Requeue jobs'), fits: isRequeueable }),
	requeueJobs,
	true,
);

export const requeueAndHoldJobAction = queueAction(
	'aiFactory.requeueAndHoldJob',
	() => ({ title: l10n.t('Requeue and hold jobs'), fits: isRequeueable }),
	requeueAndHoldJobs,
	true,
);
