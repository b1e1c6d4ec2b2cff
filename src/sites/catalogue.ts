import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BudgetSource } from '../allocation/source/budgetSource.ts';
import { ProblemError } from '../problems/problem.ts';
import type { Site } from './site.ts';

/** The profiles that come with the extension, read when the first cluster is connected. */
export class SiteCatalogue {
	readonly #folder: string;
	#sites: Promise<readonly Site[]> | undefined;

	/** @param folder holds one `.yaml` file for each site, `generic.yaml` among them. */
	constructor(folder: string) {
		this.#folder = folder;
	}

	/** How all sites tell what is left: what a cluster without a profile may have as well. */
	async knownBudgets(): Promise<readonly BudgetSource[]> {
		this.#sites ??= readAll(this.#folder);
		return (await this.#sites).flatMap(({ budget }) => budget ?? []);
	}

	/**
	 * The profile that is named, or else the one whose host patterns fit the alias or the address, or else the generic
	 * one. Throws ProblemError `badSetting` for a name that no profile has.
	 */
	async find(named: string | undefined, hostNames: readonly string[]): Promise<Site> {
		this.#sites ??= readAll(this.#folder);
		const sites = await this.#sites;
		if (named !== undefined) {
			const site = sites.find(({ id }) => id === named);
			if (site) return site;
			const known = sites.map(({ id }) => id).join(', ');
			throw new ProblemError({
				kind: 'badSetting',
				setting: 'aiFactory.clusters',
				detail: `profile "${named}" (known: ${known})`,
			});
		}
		const fitting = sites.find(({ hosts }) =>
			hosts.some((pattern) => hostNames.some((name) => fits(pattern, name))),
		);
		const generic = sites.find(({ id }) => id === 'generic');
		const site = fitting ?? generic;
		if (!site) throw new Error(`generic.yaml is missing in ${this.#folder}`);
		return site;
	}
}

async function readAll(folder: string): Promise<readonly Site[]> {
	const { readProfile } = await import('./readProfile.ts');
	const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml')).sort();
	return Promise.all(
		files.map(async (name) => readProfile(await readFile(join(folder, name), 'utf8'), name)),
	);
}

function fits(pattern: string, name: string): boolean {
	const expression = pattern
		.split('*')
		.map((text) => text.replace(/[.\\+?^${}()|[\]]/g, '\\$&'))
		.join('.*');
	return new RegExp(`^${expression}$`, 'i').test(name);
}
