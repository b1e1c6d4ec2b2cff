import { parseCount, parseSize } from './sizeText.ts';
import { figure, type SpaceReading } from './spaceReading.ts';

/** A site's own quota command and how to read it, as its profile has it. */
export interface SiteQuota {
	/** A command line for the site's shell; undefined where it has none and only forbids. */
	readonly command: string | undefined;
	/**
	 * Regular expressions, each matched all over the output: a tool may print several forms. Their named groups: `path`, or `label` for `areas`; `used`,
	 * `quota`, `limit`, `percent` of space; `unit` for figures without one; and `files`, `filesQuota`, `filesLimit`,
	 * `filesPercent`. Each may be absent.
	 */
	readonly patterns: readonly string[];
	/** Where labels lead: a regular expression and the folder that it stands for. */
	readonly areas: readonly { readonly label: string; readonly path: string }[];
	/** Of figures that stand without a unit, such as `GiB`; undefined where each has its own. */
	readonly unit?: string | undefined;
	/** What a `G` of this tool is a power of. */
	readonly base: 1000 | 1024;
	/** Generic tools that must not be run here, because they hang or are not wanted. */
	readonly avoid: readonly ('quota' | 'lfs' | 'df')[];
}

/** The readings in the output of a site's command. Text that does not fit gives none. */
export function readingsOfSite(text: string, quota: SiteQuota): readonly SpaceReading[] {
	const source = quota.command?.split(/\s/)[0] ?? '';
	const plain = text.replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '');
	const matches = quota.patterns.flatMap((pattern) => [...plain.matchAll(new RegExp(pattern, 'gm'))]);
	return matches.flatMap(({ groups = {} }) => {
		const size = (name: string) => sizeOf(groups[name], groups['unit'] ?? quota.unit, quota.base);
		const count = (name: string) => optional(groups[name], parseCount);
		const bytes = figure(size('used'), size('quota'), size('limit'), percent(groups['percent']));
		const files = figure(
			count('files'),
			count('filesQuota'),
			count('filesLimit'),
			percent(groups['filesPercent']),
		);
		const facts = { ...(bytes && { bytes }), ...(files && { files }), source, isShared: false };
		return pathsOf(groups, quota).map((path) => ({ path, ...facts }));
	});
}

function pathsOf(
	groups: Readonly<Record<string, string | undefined>>,
	{ areas }: SiteQuota,
): readonly string[] {
	const { path, label } = groups;
	if (path?.startsWith('/')) return [path];
	if (label === undefined) return [];
	return areas.filter((area) => new RegExp(`^(?:${area.label})$`).test(label)).map((area) => area.path);
}

const sizeOf = (text: string | undefined, unit: string | undefined, base: 1000 | 1024) =>
	text === undefined ? undefined : parseSize(text, unit, base);

const optional = (text: string | undefined, parse: (text: string) => number | undefined) =>
	text === undefined ? undefined : parse(text);

function percent(text: string | undefined): number | undefined {
	return text === undefined || text === '' ? undefined : Number(text) / 100;
}
