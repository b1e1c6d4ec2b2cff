/** Why a value is not in the form that its option wants. Words are in presenters/findingText.ts. */
export type FaultReason =
	| 'empty'
	| 'timeUnit'
	| 'timeForm'
	| 'timeTooManyParts'
	| 'memoryUnit'
	| 'memoryFraction'
	| 'memoryForm'
	| 'notACount'
	| 'zero'
	| 'nodesForm'
	| 'nodesDescending'
	| 'arrayForm'
	| 'arrayDescending'
	| 'gresForm'
	| 'gpusForm'
	| 'gpusWithName'
	| 'gpusMixed'
	| 'dependencyForm'
	| 'dependencyKind'
	| 'signalName'
	| 'signalForm'
	| 'mailType'
	| 'momentForm'
	| 'distribution'
	| 'choice'
	| 'openMode'
	| 'switchesForm'
	| 'coresForm';

export interface ValueFault {
	readonly reason: FaultReason;
	/** The part that is wrong, where it is not the whole. */
	readonly part?: string;
	/** What was probably meant. */
	readonly likely?: string;
	/** sbatch takes it, and does not do what it seems to say. */
	readonly isTaken?: boolean;
}
