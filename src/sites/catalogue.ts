import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BudgetSource } from '../allocation/source/budgetSource.ts';
import { ProblemError } from '../problems/problem.ts';
import type { Site } from './site.ts';

/** A profile as text, and the file that it stands in, whose name is the profile's. */
export interface ProfileText {
	readonly file: string;
	readonly text: string;
}

/** The profiles that come with the extension, read when the first cluster is connected, and before them those that the person added. */
export class SiteCatalogue {
	readonly #folder: string;
	readonly #added: () => Promise<readonly ProfileText[]>;
	#bundled: Promise<readonly Site[]> | undefined;

	/** @param folder holds one `.yaml` file for each site, `generic.yaml` among them. @param added the profiles that the person trusts, as they are now */
	constructor(folder: string, added: () => Promise<readonly ProfileText[]> = async () => []) {
		this.#folder = folder;
		this.#added = added;
	}

	/** Every profile, the person's own first. Throws ProblemError `badProfile`. */
	async all(): Promise<readonly Site[]> {
		this.#bundled ??= readAll(this.#folder);
		const { readProfile } = await import('./readProfile.ts');
		const own = (await this.#added()).map(({ text, file }) => readProfile(text, file));
		const replaced = new Set(own.map(({ id }) => id));
		return [...own, ...(await this.#bundled).filter(({ id }) => !replaced.has(id))];
	}

	/** How all sites tell what is left: what a cluster without a profile may have as well. */
	async knownBudgets(): Promise<readonly BudgetSource[]> {
		return (await this.all()).flatMap(({ budget }) => budget ?? []);
	}

	/**
	 * The profile that is named, or else the one whose host patterns fit the alias or the address, or else the generic
	 * one. Throws ProblemError `badSetting` for a name that no profile has.
	 */
	async find(named: string | undefined, hostNames: readonly string[]): Promise<Site> {
		const sites = await this.all();
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
