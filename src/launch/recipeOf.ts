import { isSeq, type YAMLMap } from 'yaml';
import { at, entriesOf, flagOf, numberOf, textOf, textsOf } from './nodes.ts';
import type {
	After,
	Checkpoint,
	Container,
	Environment,
	Program,
	Recipe,
	Resources,
	Tasks,
} from './recipe.ts';

const SECONDS_BEFORE = 120;
const RESTARTS = 100;

/** A job that has no mistakes, with what holds for all jobs filled in. */
export function recipeOf(name: string, job: YAMLMap, defaults: unknown): Recipe {
	const list = (key: string) => textsOf(at(job, key) ?? at(defaults, key));
	return {
		name,
		description: textOf(at(job, 'description')),
		program: programOf(job),
		args: textsOf(at(job, 'args')),
		resources: resourcesOf(at(job, 'resources'), at(defaults, 'resources')),
		environment: environmentOf(at(job, 'environment'), at(defaults, 'environment')),
		workDir: textOf(at(job, 'workDir')),
		output: textOf(at(job, 'output')),
		tasks: tasksOf(job),
		after: afterOf(at(job, 'after')),
		checkpoint: checkpointOf(at(job, 'checkpoint')),
		sync: flagOf(at(job, 'sync')) ?? flagOf(at(defaults, 'sync')) ?? true,
		results: list('results'),
		options: list('options'),
	};
}

function programOf(job: YAMLMap): Program {
	const path = textOf(at(job, 'script'));
	if (path !== undefined) return { kind: 'script', path };
	return { kind: 'command', text: (textOf(at(job, 'command')) ?? '').trimEnd() };
}

function resourcesOf(own: unknown, general: unknown): Resources {
	const hasGpus = at(own, 'gpus') !== undefined || at(own, 'gpusPerNode') !== undefined;
	const found = (key: string) =>
		at(own, key) ?? (hasGpus && /^gpus/.test(key) ? undefined : at(general, key));
	const texts = ['partition', 'account', 'qos', 'time', 'memory', 'constraint', 'reservation'] as const;
	const numbers = ['nodes', 'tasks', 'tasksPerNode', 'cpus'] as const;
	const [total, kind] = gpusOf(found('gpus'));
	const [perNode, kindPerNode] = gpusOf(found('gpusPerNode'));
	return present({
		...Object.fromEntries(texts.map((key) => [key, textOf(found(key))])),
		...Object.fromEntries(numbers.map((key) => [key, numberOf(found(key))])),
		gpus: total,
		gpusPerNode: perNode,
		gpuType: kind ?? kindPerNode,
		exclusive: flagOf(found('exclusive')),
	});
}

/** `h100:2` is a number and a kind. */
function gpusOf(node: unknown): readonly [number | undefined, string | undefined] {
	const [count, kind] = (textOf(node) ?? '').split(':').reverse();
	return count === undefined || count === '' ? [undefined, undefined] : [Number(count), kind];
}

function environmentOf(own: unknown, general: unknown): Environment {
	const interpreter = at(own, 'venv') ?? at(own, 'conda') ?? at(own, 'container');
	const one = (key: string) => at(own, key) ?? (interpreter === undefined ? at(general, key) : undefined);
	const variables = [...entriesOf(at(general, 'variables')), ...entriesOf(at(own, 'variables'))];
	return {
		modules: textsOf(at(own, 'modules') ?? at(general, 'modules')),
		venv: textOf(one('venv')),
		conda: textOf(one('conda')),
		container: containerOf(one('container')),
		variables: Object.fromEntries(variables.map(([key, value]) => [key, textOf(value) ?? ''])),
	};
}

function containerOf(node: unknown): Container | undefined {
	if (node === undefined) return undefined;
	const image = textOf(node) ?? textOf(at(node, 'image')) ?? '';
	return { image, binds: textsOf(at(node, 'binds')), ...present({ nv: flagOf(at(node, 'nv')) }) };
}

function tasksOf(job: YAMLMap): Tasks | undefined {
	const atOnce = numberOf(at(job, 'atOnce'));
	const sweep = at(job, 'sweep');
	if (sweep !== undefined) {
		const parameters = entriesOf(sweep).map(([key, values]) => [key, textsOf(values)]);
		return { kind: 'sweep', sweep: Object.fromEntries(parameters), atOnce };
	}
	const indices = textOf(at(job, 'array'));
	if (indices === undefined) return undefined;
	const count = numberOf(at(job, 'array'));
	return { kind: 'array', indices: count === undefined ? indices : `0-${count - 1}`, atOnce };
}

/** The jobs that must end first. */
export function afterOf(node: unknown): readonly After[] {
	if (isSeq(node)) return textsOf(node).map((job) => ({ job, when: 'ok' }));
	return entriesOf(node).map(([job, when]) => ({ job, when: (textOf(when) ?? 'ok') as After['when'] }));
}

function checkpointOf(node: unknown): Checkpoint | undefined {
	if (node === undefined) return undefined;
	return {
		signal: textOf(at(node, 'signal')) ?? 'USR1',
		secondsBefore: numberOf(at(node, 'secondsBefore')) ?? SECONDS_BEFORE,
		restarts: numberOf(at(node, 'restarts')) ?? RESTARTS,
	};
}

function present<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
	const entries = Object.entries(values).filter(([, value]) => value !== undefined);
	return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
