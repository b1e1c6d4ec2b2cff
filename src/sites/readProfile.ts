import { LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { ProblemError } from '../problems/problem.ts';
import { DEFAULT_PACE, type PollPace } from '../slurm/pollPace.ts';
import type { AreaKind, AreaTemplate } from '../storage/area.ts';
import type { SiteQuota } from '../storage/space/siteQuota.ts';
import { offsetOf, ProfileReader } from './profileReader.ts';
import { readBudgetSources } from './readBudgetSources.ts';
import { readLinks, readLogin } from './readLogin.ts';
import { readSlurm } from './readSlurm.ts';
import type { BanRule, SignInMethod, Site } from './site.ts';

const AREA_KINDS: readonly AreaKind[] = ['home', 'project', 'scratch', 'other'];
const KEYS =
	'title hosts verified evidence login signIn slurm storage quota budget poll documentation links etiquette message'.split(
		' ',
	);
/** Far more than any site needs; a file of another kind is told apart by it before it is parsed. */
const LONGEST = 256 * 1024;
const SHORTEST_POLL_SECONDS = 2;

/** Reads a site profile. Throws ProblemError `badProfile` with the line and column of the first mistake. */
export function readProfile(text: string, file: string): Site {
	const lines = new LineCounter();
	const document = parseDocument(text.length > LONGEST ? '' : text, { lineCounter: lines });
	const fail = (detail: string, offset = 0): never => {
		const { line, col } = lines.linePos(offset);
		throw new ProblemError({
			kind: 'badProfile',
			file,
			line: Math.max(line, 1),
			column: Math.max(col, 1),
			detail,
		});
	};
	if (text.length > LONGEST) fail(`A profile is shorter than ${LONGEST / 1024} kB.`);
	const [syntaxError] = [...document.errors, ...document.warnings];
	if (syntaxError) fail(syntaxError.message.split('\n')[0] ?? '', syntaxError.pos[0]);
	const read = new ProfileReader(fail);
	const root = read.map(document.contents, 'The profile');
	read.onlyKeys(root, KEYS);
	return {
		id:
			file
				.split(/[\\/]/)
				.at(-1)
				?.replace(/\.ya?ml$/, '') ?? file,
		title: read.text(root, 'title'),
		hosts: read.list(root, 'hosts').map((node) => read.scalarText(node, 'hosts')),
		verified: read.optionalText(root, 'verified'),
		evidence: read.optionalText(root, 'evidence'),
		login: readLogin(read, root),
		slurm: readSlurm(read, root),
		storage: read.list(root, 'storage').map((node) => readArea(read, node)),
		quota: readQuota(read, root),
		budget: readBudgetSources(read, root),
		pace: readPace(read, root),
		documentation: read.link(root, 'documentation'),
		links: readLinks(read, root),
		etiquette: read.optionalText(root, 'etiquette'),
		message: read.optionalText(root, 'message'),
		...readSignIn(read, root),
	};
}

type SignIn = Pick<Site, 'ban' | 'hostKeys' | 'renewCertificate' | 'signInMethods' | 'signInNote'>;

const METHODS: readonly SignInMethod[] = ['key', 'certificate', 'password', 'code'];

function readSignIn(read: ProfileReader, root: YAMLMap): SignIn {
	const node = root.get('signIn', true) as Node | undefined;
	if (!node)
		return {
			...{ ban: undefined, hostKeys: [], renewCertificate: undefined },
			...{ signInMethods: [], signInNote: undefined },
		};
	const signIn = read.map(node, '"signIn"');
	read.onlyKeys(signIn, ['methods', 'note', 'ban', 'hostKeys', 'renewCertificate']);
	const hostKeys = read.list(signIn, 'hostKeys').map((key) => {
		const text = read.scalarText(key, 'hostKeys');
		if (/^(?:[a-z0-9@.-]+ )?SHA256:[A-Za-z0-9+/]{43}$/.test(text)) return text;
		return read.fail(
			'A host key is given by its type and fingerprint: "ssh-ed25519 SHA256:" and 43 characters.',
			offsetOf(key),
		);
	});
	return {
		signInMethods: read.list(signIn, 'methods').map((method) => read.word(method, 'methods', METHODS)),
		signInNote: read.optionalText(signIn, 'note'),
		ban: readBan(read, signIn),
		hostKeys,
		renewCertificate: read.command(signIn, 'renewCertificate'),
	};
}

function readBan(read: ProfileReader, signIn: YAMLMap): BanRule | undefined {
	const node = signIn.get('ban', true) as Node | undefined;
	if (!node) return undefined;
	const ban = read.map(node, '"ban"');
	read.onlyKeys(ban, ['failures', 'hours', 'words']);
	return {
		failures: read.positive(ban, 'failures'),
		hours: read.positive(ban, 'hours'),
		words: read.text(ban, 'words'),
	};
}

function readArea(read: ProfileReader, node: Node): AreaTemplate {
	const area = read.map(node, 'A storage area');
	read.onlyKeys(area, ['kind', 'label', 'path', 'purgeDays']);
	const kind = read.text(area, 'kind');
	if (!isAreaKind(kind)) read.fail(`"kind" must be one of ${AREA_KINDS.join(', ')}.`, read.at(area, 'kind'));
	const path = read.text(area, 'path');
	if (!/^(?:\/|\$[A-Za-z_]\w*(?:\/|$))/.test(path)) {
		read.fail(
			'"path" must begin with "/" or with an environment variable such as "$SCRATCH".',
			read.at(area, 'path'),
		);
	}
	const purgeDays = area.get('purgeDays');
	if (purgeDays !== undefined && !(typeof purgeDays === 'number' && purgeDays > 0)) {
		read.fail('"purgeDays" must be a number above 0.', read.at(area, 'purgeDays'));
	}
	return {
		kind: kind as AreaKind,
		label: read.text(area, 'label'),
		path,
		...(typeof purgeDays === 'number' && { purgeDays }),
	};
}

const AVOIDABLE = ['quota', 'lfs', 'df'] as const;

function readQuota(read: ProfileReader, root: YAMLMap): SiteQuota | undefined {
	const node = root.get('quota', true) as Node | undefined;
	if (!node) return undefined;
	const quota = read.map(node, '"quota"');
	read.onlyKeys(quota, ['command', 'patterns', 'areas', 'unit', 'base', 'avoid']);
	const command = read.command(quota, 'command');
	const patterns = read.list(quota, 'patterns').map((item) => read.pattern(item, 'patterns'));
	if ((command === undefined) !== (patterns.length === 0)) {
		read.fail('"command" and "patterns" belong together.', offsetOf(quota));
	}
	const base = quota.get('base') ?? 1024;
	if (base !== 1000 && base !== 1024) read.fail('"base" must be 1000 or 1024.', read.at(quota, 'base'));
	return {
		command,
		patterns,
		unit: read.optionalText(quota, 'unit'),
		base: base === 1000 ? 1000 : 1024,
		areas: read.list(quota, 'areas').map((item) => {
			const area = read.map(item, 'An area of "quota"');
			read.onlyKeys(area, ['label', 'path']);
			return { label: read.pattern(area.get('label', true), 'label'), path: read.text(area, 'path') };
		}),
		avoid: read.list(quota, 'avoid').map((item) => {
			const name = read.scalarText(item, 'avoid');
			return (
				AVOIDABLE.find((one) => one === name) ??
				read.fail(`"avoid" knows ${AVOIDABLE.join(', ')}.`, offsetOf(item))
			);
		}),
	};
}

function isAreaKind(text: string): text is AreaKind {
	return (AREA_KINDS as readonly string[]).includes(text);
}

function readPace(read: ProfileReader, root: YAMLMap): PollPace {
	const node = root.get('poll', true) as Node | undefined;
	if (!node) return DEFAULT_PACE;
	const pace = read.map(node, '"poll"');
	const names = ['afterActionSeconds', 'activeSeconds', 'idleSeconds', 'floorSeconds'] as const;
	read.onlyKeys(pace, names);
	const seconds = (name: (typeof names)[number]) => {
		const value = pace.get(name) ?? DEFAULT_PACE[name];
		if (typeof value === 'number' && value >= SHORTEST_POLL_SECONDS) return value;
		return read.fail(
			`"${name}" must be a number of seconds, at least ${SHORTEST_POLL_SECONDS}.`,
			read.at(pace, name),
		);
	};
	return {
		afterActionSeconds: seconds('afterActionSeconds'),
		activeSeconds: seconds('activeSeconds'),
		idleSeconds: seconds('idleSeconds'),
		floorSeconds: seconds('floorSeconds'),
	};
}
