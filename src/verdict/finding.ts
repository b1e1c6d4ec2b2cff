/** What a line of output tells about why a job failed. `detail` is the name, path or sentence that the line itself gives. */
export type FindingKind =
	| 'memory'
	| 'gpuMemory'
	| 'gpuMissing'
	| 'gpuFault'
	| 'timeLimit'
	| 'nodeFailure'
	| 'preempted'
	| 'diskFull'
	| 'quotaFull'
	| 'sharedMemory'
	| 'pythonModule'
	| 'softwareModule'
	| 'condaSetUp'
	| 'sharedLibrary'
	| 'containerImage'
	| 'workDir'
	| 'fileMissing'
	| 'commandMissing'
	| 'permission'
	| 'windowsLineEnds'
	| 'interpreter'
	| 'wrongMachine'
	| 'license'
	| 'accessDenied'
	| 'network'
	| 'portTaken'
	| 'openFiles'
	| 'communication'
	| 'segmentation'
	| 'busError'
	| 'illegalInstruction'
	| 'shellSyntax'
	| 'pythonError'
	| 'taskFailed';

export interface Finding {
	readonly kind: FindingKind;
	readonly detail: string;
}
