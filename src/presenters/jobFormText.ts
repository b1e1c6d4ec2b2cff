import * as l10n from '@vscode/l10n';
import { type Offer, valuesOf } from '../script/complete.ts';
import type { Finding, Severity } from '../script/finding.ts';
import { optionOf } from '../script/options.ts';
import { lastSetting, nameOf, type Script } from '../script/readScript.ts';
import type { ScriptFacts } from '../script/scriptFacts.ts';
import type { Span } from '../script/span.ts';
import { environmentGroup } from './environmentFields.ts';
import { optionHelp } from './optionHelp.ts';
import { suggestion } from './scriptHelp.ts';
import { troubleText } from './scriptTroubleText.ts';

/** A batch script as a form. All words of the page are here. */
export interface JobForm {
	readonly title: string;
	readonly intro: string;
	/** What the fields are compared with. */
	readonly cluster: string;
	readonly groups: readonly { readonly caption: string; readonly fields: readonly FormField[] }[];
	readonly priceCaption: string;
	readonly price: string;
	readonly startCaption: string;
	readonly start: string;
	/** What is wrong with the script and belongs to no field. */
	readonly othersCaption: string;
	readonly others: readonly FormProblem[];
	readonly buttons: readonly { readonly name: FormButton; readonly text: string }[];
}

export type FormButton = 'submit' | 'estimate' | 'showScript' | 'saveAsTemplate' | 'saveInJobFile';

export interface FormField {
	/** Of the option, without dashes, or the job file's word for a part of the environment. */
	readonly name: string;
	readonly label: string;
	/** As it is written in a script. */
	readonly option: string;
	/** Empty where the script does not set it. */
	readonly value: string;
	/** `choice` allows only the choices, `text` only offers them. */
	readonly kind: 'choice' | 'text';
	readonly choices: readonly FormChoice[];
	/** What the choice is called that lets several be written instead; undefined where there is none. */
	readonly several: string | undefined;
	readonly help: string;
	readonly problems: readonly FormProblem[];
}

export interface FormChoice {
	readonly value: string;
	readonly text: string;
}

export interface FormProblem {
	readonly severity: Severity;
	/** Said before the text, for those who do not see its colour. */
	readonly kind: string;
	readonly text: string;
}

/** What is known beside the script; texts are empty where there is none. */
export interface FormSurroundings {
	/** Of the script's file. */
	readonly file: string;
	readonly facts: ScriptFacts | undefined;
	/** How old the facts are, in words; empty when they are of now. */
	readonly age: string;
	readonly findings: readonly Finding[];
	readonly price: string | undefined;
	readonly start: string | undefined;
}

/** Ways to ask for the same; the form shows those that the script uses, else the first. */
const GPUS = ['gpus-per-node', 'gpus', 'gpus-per-task', 'gres'];
const MEMORY = ['mem', 'mem-per-cpu', 'mem-per-gpu'];
const TASKS = ['ntasks', 'ntasks-per-node'];

/** The options of the form by their groups, each as the ways to say it. */
const GROUPS: readonly { readonly caption: () => string; readonly fields: readonly (readonly string[])[] }[] =
	[
		{ caption: () => l10n.t('The Job'), fields: [['job-name'], ['time'], ['array']] },
		{ caption: () => l10n.t('Where It Runs and Who Pays'), fields: [['partition'], ['account'], ['qos']] },
		{
			caption: () => l10n.t('What It Needs'),
			fields: [GPUS, ['cpus-per-task'], MEMORY, ['nodes'], TASKS],
		},
		{ caption: () => l10n.t('What It Writes'), fields: [['output'], ['error']] },
	];

const LABELS: Readonly<Record<string, () => string>> = {
	'job-name': () => l10n.t('Name'),
	time: () => l10n.t('Time limit'),
	array: () => l10n.t('Array'),
	partition: () => l10n.t('Partition'),
	account: () => l10n.t('Account'),
	qos: () => l10n.t('Quality of service'),
	'gpus-per-node': () => l10n.t('GPUs per node'),
	gpus: () => l10n.t('GPUs in total'),
	'gpus-per-task': () => l10n.t('GPUs per task'),
	gres: () => l10n.t('GPUs and other devices per node'),
	'cpus-per-task': () => l10n.t('CPUs per task'),
	mem: () => l10n.t('Memory per node'),
	'mem-per-cpu': () => l10n.t('Memory per CPU'),
	'mem-per-gpu': () => l10n.t('Memory per GPU'),
	nodes: () => l10n.t('Nodes'),
	ntasks: () => l10n.t('Tasks'),
	'ntasks-per-node': () => l10n.t('Tasks per node'),
	output: () => l10n.t('Output file'),
	error: () => l10n.t('File for errors'),
};

const CHOSEN: ReadonlySet<string> = new Set(['partition', 'account', 'qos']);
const FIELDS: ReadonlySet<string> = new Set(GROUPS.flatMap(({ fields }) => fields.flat()));

/** Whether a page may set this option: it is one of the form. */
export function isFormField(name: string): boolean {
	return FIELDS.has(name);
}

export function jobForm(script: Script, around: FormSurroundings): JobForm {
	const isSet = (name: string) => lastSetting(script.settings, name) !== undefined;
	const shown = GROUPS.map(({ caption, fields }) => ({
		caption: caption(),
		names: fields.flatMap((ways) => {
			const used = ways.filter(isSet);
			return used.length > 0 ? used : ways.slice(0, 1);
		}),
	}));
	const names = new Set(shown.flatMap((group) => group.names));
	const placed = around.findings.map((finding) => ({ finding, name: optionAt(script, finding.span) }));
	const options = shown.map((group) => ({
		caption: group.caption,
		fields: group.names.map((name) =>
			formField(
				name,
				script,
				around.facts,
				placed.filter((each) => each.name === name).map(({ finding }) => problemOf(finding)),
			),
		),
	}));
	return {
		title: l10n.t('Job Form: {0}', around.file),
		intro: l10n.t(
			'The form and the script beside it are one: what you change here is written there, and what you type there shows here. An empty field takes the line out of the script. Undo and save work in the script.',
		),
		cluster: clusterText(around),
		groups: [...options.slice(0, -1), environmentGroup(script, around.facts), ...options.slice(-1)],
		priceCaption: l10n.t('Price'),
		price: around.price ?? l10n.t('not known'),
		startCaption: l10n.t('Start'),
		start: around.start ?? l10n.t('not asked yet'),
		othersCaption: l10n.t('Also in the Script'),
		others: placed
			.filter(({ name }) => name === undefined || !names.has(name))
			.map(({ finding }) => ({
				...problemOf(finding),
				text: l10n.t('Line {0}: {1}', finding.span.line + 1, troubleText(finding.trouble)),
			})),
		buttons: [
			{ name: 'submit', text: l10n.t('Submit') },
			{ name: 'estimate', text: l10n.t('When Would It Start?') },
			{ name: 'showScript', text: l10n.t('Go to the Script') },
			{ name: 'saveAsTemplate', text: l10n.t('Save as Template…') },
			{ name: 'saveInJobFile', text: l10n.t('Save in Job File…') },
		],
	};
}

function clusterText({ facts, age }: FormSurroundings): string {
	if (!facts)
		return l10n.t('No cluster is known yet: connect, and the form offers its partitions and accounts.');
	return age === ''
		? l10n.t('Compared with {0}.', facts.cluster)
		: l10n.t('Compared with {0}, {1}.', facts.cluster, age);
}

function formField(
	name: string,
	script: Script,
	facts: ScriptFacts | undefined,
	problems: readonly FormProblem[],
): FormField {
	const value = lastSetting(script.settings, name)?.value ?? '';
	const option = optionOf(name);
	const offers = option ? valuesOf(option, script, { component: 0 }, facts).flatMap(choiceOf) : [];
	// Several partitions stand together with commas.
	const isSeveral = name === 'partition' && value.includes(',');
	const isChoice = CHOSEN.has(name) && offers.length > 0 && !isSeveral;
	const isOffered = value === '' || offers.some((choice) => choice.value === value);
	const help = optionHelp(name);
	return {
		name,
		label: LABELS[name]?.() ?? name,
		option: `--${name}`,
		value,
		kind: isChoice ? 'choice' : 'text',
		choices: isChoice
			? [{ value: '', text: l10n.t('(not set)') }, ...offers, ...(isOffered ? [] : [{ value, text: value }])]
			: isSeveral
				? withOneMore(value, offers)
				: offers,
		several: isChoice && name === 'partition' ? l10n.t('Several, by their names…') : undefined,
		help: [
			help?.does,
			isSeveral &&
				l10n.t('Of several, with commas between them, Slurm takes the one that can start the job first.'),
			help?.without && l10n.t('Without it: {0}.', help.without),
		]
			.filter(Boolean)
			.join(' '),
		problems,
	};
}

/** A list with each of those that are not in it yet. */
function withOneMore(list: string, offers: readonly FormChoice[]): readonly FormChoice[] {
	const names = list.split(',').filter((name) => name !== '');
	return offers
		.filter(({ value }) => !names.includes(value))
		.map(({ value, text }) => ({ value: [...names, value].join(','), text }));
}

/** Places in file names are parts of a value, and no values. */
function choiceOf(offer: Offer): readonly FormChoice[] {
	if (offer.kind === 'place') return [];
	const { label, detail } = suggestion(offer);
	return [{ value: label, text: detail === '' ? label : l10n.t('{0} ({1})', label, detail) }];
}

/** The option that a place in a script belongs to. */
function optionAt({ settings }: Script, span: Span): string | undefined {
	const isIn = (other: Span | undefined) =>
		other?.line === span.line && span.start < other.end && other.start < Math.max(span.end, span.start + 1);
	const found = settings.find((setting) => isIn(setting.span) || isIn(setting.valueSpan));
	return found?.option && found.component === 0 ? nameOf(found.option) : undefined;
}

function problemOf({ severity, trouble }: Finding): FormProblem {
	const kind = { error: l10n.t('Error'), warning: l10n.t('Warning'), hint: l10n.t('Hint') }[severity];
	return { severity, kind, text: troubleText(trouble) };
}
