import type { SbatchOption } from './options.ts';
import type { Span } from './span.ts';
import type { ValueFault } from './values/fault.ts';

/**
 * How bad it is. `error`: sbatch refuses the script, or the job can never run. `warning`: the script is taken, and
 * probably does not do what the person wants. `hint`: better written another way.
 */
export type Severity = 'error' | 'warning' | 'hint';

/** What is wrong with a script, as data; words are in presenters/scriptTroubleText.ts. */
export type Trouble =
	| { readonly kind: 'noShebang' }
	| { readonly kind: 'byteOrderMark' }
	| { readonly kind: 'nulCharacter' }
	| { readonly kind: 'dosLineEnds' }
	| { readonly kind: 'unmatchedQuote'; readonly quote: string }
	| { readonly kind: 'strayColon' }
	| { readonly kind: 'escapedBlank' }
	| { readonly kind: 'cutByComment'; readonly read: string }
	| { readonly kind: 'strayWord'; readonly word: string; readonly why: StrayReason }
	| { readonly kind: 'unknownOption'; readonly name: string; readonly likely: string | undefined }
	| {
			readonly kind: 'ambiguousOption';
			readonly name: string;
			readonly options: readonly string[];
			readonly likely: string | undefined;
	  }
	| { readonly kind: 'abbreviatedOption'; readonly name: string; readonly full: string }
	| {
			readonly kind: 'tooNewOption';
			readonly name: string;
			readonly since: string;
			readonly version: string | undefined;
	  }
	| {
			readonly kind: 'removedOption';
			readonly name: string;
			readonly until: string;
			readonly instead: string | undefined;
	  }
	| { readonly kind: 'oldName'; readonly name: string; readonly instead: string }
	| { readonly kind: 'oldMarker' }
	| { readonly kind: 'oldSeparator' }
	| { readonly kind: 'missingValue'; readonly name: string; readonly example: string | undefined }
	| { readonly kind: 'valueNotTaken'; readonly name: string }
	| { readonly kind: 'valueWithEquals'; readonly name: string; readonly value: string }
	| { readonly kind: 'singleDash'; readonly written: string; readonly option: string }
	| {
			readonly kind: 'badValue';
			readonly option: SbatchOption;
			readonly value: string;
			readonly fault: ValueFault;
	  }
	| { readonly kind: 'repeated'; readonly name: string }
	| { readonly kind: 'idleOption'; readonly name: string }
	| { readonly kind: 'rootOption'; readonly name: string }
	| { readonly kind: 'waits' }
	| { readonly kind: 'missed'; readonly why: 'afterCommand' | 'indented' | 'spaced' | 'lowerCase' }
	| { readonly kind: 'notExpanded'; readonly what: string; readonly name: string }
	| { readonly kind: 'sharedOutput'; readonly name: string }
	| { readonly kind: 'conflict'; readonly rule: ConflictRule; readonly names: readonly string[] }
	| { readonly kind: 'needs'; readonly name: string; readonly oneOf: readonly string[] }
	| { readonly kind: 'partitionUnknown'; readonly name: string; readonly likely: string | undefined }
	| { readonly kind: 'partitionState'; readonly name: string; readonly state: string }
	| {
			readonly kind: 'partitionClosed';
			readonly partition: string;
			readonly to: 'account' | 'qos';
			readonly name: string;
			readonly allowed: readonly string[];
	  }
	| { readonly kind: 'accountNotMine'; readonly name: string; readonly mine: readonly string[] }
	| {
			readonly kind: 'qosNotMine';
			readonly name: string;
			readonly account: string | undefined;
			readonly mine: readonly string[];
			readonly exists: boolean | undefined;
	  }
	| { readonly kind: 'reservationUnknown'; readonly name: string; readonly known: readonly string[] }
	| {
			readonly kind: 'featureUnknown';
			readonly name: string;
			readonly partitions: readonly string[];
			readonly known: readonly string[];
	  }
	| {
			readonly kind: 'timeOverLimit';
			readonly seconds: number;
			readonly limit: number;
			readonly of: LimitHolder;
			readonly isDefault: boolean;
			readonly isRefused: boolean;
	  }
	| { readonly kind: 'maintenance'; readonly start: number; readonly fits: number | undefined }
	| { readonly kind: 'siteRequires'; readonly name: string; readonly cluster: string }
	| { readonly kind: 'arrayTooHigh'; readonly index: number; readonly highest: number }
	| {
			readonly kind: 'tooMany';
			readonly what: Resource;
			readonly asked: number;
			readonly most: number;
			readonly partitions: readonly string[];
	  }
	| {
			readonly kind: 'gpuTypeUnknown';
			readonly type: string;
			readonly partitions: readonly string[];
			readonly known: readonly string[];
			readonly elsewhere: readonly string[];
	  }
	| { readonly kind: 'noGpus'; readonly partitions: readonly string[]; readonly elsewhere: readonly string[] }
	| { readonly kind: 'noNodeFits'; readonly partitions: readonly string[] }
	| { readonly kind: 'folderMissing'; readonly path: string; readonly name: string };

export type StrayReason = 'otherDash' | 'noDashes' | 'valueApart' | 'commentMark' | 'blankInValue' | 'plain';

export interface LimitHolder {
	readonly kind: 'partition' | 'qos';
	readonly name: string;
}

/** `nodesInPartition` counts nodes, `memory` is in MiB on one node, `cpus` and `gpus` are on one node. */
export type Resource = 'nodes' | 'maxNodes' | 'cpus' | 'totalCpus' | 'memory' | 'gpus' | 'totalGpus';

export type ConflictRule =
	| 'memory'
	| 'exclusive'
	| 'specialCores'
	| 'tasksPerGpu'
	| 'cpusPerGpu'
	| 'gresPerNode'
	| 'gresGpus'
	| 'requeue'
	| 'burstBuffer'
	| 'noise'
	| 'gpusPerNode'
	| 'gpusPerTask'
	| 'gpusFewerThanNodes'
	| 'tasksFewerThanNodes';

/** One change of the text. An insertion has an empty span. */
export interface TextChange {
	readonly span: Span;
	readonly text: string;
}

/** How a person may mend it; words are in presenters/scriptTroubleText.ts. */
export type Fix =
	| {
			readonly kind: 'replace';
			readonly changes: readonly TextChange[];
			readonly isPreferred: boolean;
			readonly shown: string;
	  }
	| {
			readonly kind: 'add';
			readonly changes: readonly TextChange[];
			readonly isPreferred: boolean;
			readonly shown: string;
	  }
	| {
			readonly kind: 'remove';
			readonly changes: readonly TextChange[];
			readonly isPreferred: boolean;
			readonly shown: string;
	  }
	| { readonly kind: 'moveUp'; readonly line: number }
	| { readonly kind: 'addShebang' }
	| { readonly kind: 'unixLineEnds' }
	/** Puts in what the place stands for, once the cluster has told it. */
	| { readonly kind: 'expand'; readonly span: Span; readonly value: string }
	| { readonly kind: 'createFolder'; readonly path: string };

export interface Finding {
	readonly trouble: Trouble;
	readonly severity: Severity;
	readonly span: Span;
	readonly fixes: readonly Fix[];
}

/** @param shown what the person reads of it, where the text alone would not tell */
export function replaceWith(span: Span, text: string, isPreferred = true, shown = text): Fix {
	return { kind: 'replace', changes: [{ span, text }], isPreferred, shown };
}

const OF_CLUSTER: ReadonlySet<Trouble['kind']> = new Set([
	...(['partitionUnknown', 'partitionState', 'partitionClosed', 'accountNotMine', 'qosNotMine'] as const),
	...(['reservationUnknown', 'featureUnknown', 'timeOverLimit', 'maintenance', 'arrayTooHigh'] as const),
	...(['tooMany', 'gpuTypeUnknown', 'noGpus', 'noNodeFits'] as const),
]);

/** Whether the cluster as it is now decides it, so that what was known of it some time ago may be wrong. */
export function isOfCluster({ kind }: Trouble): boolean {
	return OF_CLUSTER.has(kind);
}
