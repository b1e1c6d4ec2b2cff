import type { BudgetSource } from '../allocation/source/budgetSource.ts';
import type { PollPace } from '../slurm/pollPace.ts';
import type { AreaTemplate } from '../storage/area.ts';
import type { SiteQuota } from '../storage/space/siteQuota.ts';

/** What differs from one factory to the next, as its profile tells. */
export interface Site {
	/** The profile's name: its file name without `.yaml`. */
	readonly id: string;
	/** For people: "SURF Snellius". */
	readonly title: string;
	/** Host names that the profile is meant for; `*` stands for any text. */
	readonly hosts: readonly string[];
	/** When and how the profile was checked against the real thing; absent for one that never was. */
	readonly verified: string | undefined;
	/** What the profile rests on, in a sentence: which pages were read, and when. */
	readonly evidence: string | undefined;
	/** How the site is reached by somebody who has not configured it; absent where that cannot be said. */
	readonly login: SiteLogin | undefined;
	/** What the site does differently with Slurm. */
	readonly slurm: SiteSlurm;
	readonly storage: readonly AreaTemplate[];
	/** How the site tells what is used; absent where only general tools can be asked. */
	readonly quota: SiteQuota | undefined;
	/** How the site tells what is left, in the order in which to ask; Slurm itself comes after them. Undefined for a site without a profile, whose tools are to be found out. */
	readonly budget: readonly BudgetSource[] | undefined;
	/** How often the queue may be asked. */
	readonly pace: PollPace;
	/** What the site says about failed sign-ins; absent where it says nothing. */
	readonly ban: BanRule | undefined;
	/** Fingerprints of host keys as the site publishes them, such as `ssh-ed25519 SHA256:qCFZ…`; without a type for any. */
	readonly hostKeys: readonly string[];
	/** A command for the person's own terminal that renews a certificate for signing in. */
	readonly renewCertificate: string | undefined;
	/** How people sign in, in the site's order; empty where it is not known. */
	readonly signInMethods: readonly SignInMethod[];
	/** What a person should know before the first sign-in, such as where keys are registered. */
	readonly signInNote: string | undefined;
	/** A page where the site explains itself. */
	readonly documentation: string | undefined;
	readonly links: SiteLinks;
	/** What the site asks of people on its login nodes, in a sentence or two. */
	readonly etiquette: string | undefined;
	/** What the site wants to be told to everybody who connects; shown once for each text. */
	readonly message: string | undefined;
}

export type SignInMethod = 'key' | 'certificate' | 'password' | 'code';

export interface SiteLogin {
	/** Login nodes, or names that lead to one of them. */
	readonly hosts: readonly string[];
	readonly port: number | undefined;
	/** A host to go through, as `ProxyJump` takes it. */
	readonly jump: string | undefined;
	/** A host for large transfers. */
	readonly transferHost: string | undefined;
	/** What a login name looks like, for a person who is asked for theirs. */
	readonly userExample: string | undefined;
}

export interface SiteSlurm {
	/** Commands that the site denies its users, such as `sinfo` or `scontrol show node`. */
	readonly denied: readonly string[];
	/** Programs that stand in for Slurm's own, by Slurm's name: `sbatch: sbatch.tinygpu`. */
	readonly commands: Readonly<Record<string, string>>;
	/** Options without which the site refuses a job, or does not run it. */
	readonly requires: readonly string[];
	/** How GPUs are asked for: an option in which `{count}` stands for their number. */
	readonly gpuRequest: string | undefined;
	/** CPUs that go with each GPU; undefined where the site sets none. */
	readonly cpusPerGpu: number | undefined;
	readonly cost: SiteCost | undefined;
}

/** What the site charges, in its own unit. */
export interface SiteCost {
	/** Such as `SBU`. */
	readonly unit: string;
	/** For each hour, by partition; the first whose pattern fits counts. */
	readonly rates: readonly CostRate[];
}

export interface CostRate {
	/** Partition names; `*` stands for any text. */
	readonly partitions: readonly string[];
	readonly perGpu: number | undefined;
	readonly perCore: number | undefined;
	readonly perNode: number | undefined;
	/** The least that is charged, as a number of what is charged: cores for a rate per core. */
	readonly atLeast: number | undefined;
}

export interface SiteLinks {
	readonly support: string | undefined;
	/** Where the budget is shown, for sites that show it nowhere else. */
	readonly budget: string | undefined;
	/** Whether the site is up. */
	readonly status: string | undefined;
}

/** After how many failed sign-ins a site blocks an address, and for how long; undefined where it does not publish that. */
export interface BanRule {
	readonly failures: number | undefined;
	readonly hours: number | undefined;
	/** For people: "Snellius blocks an address for 24 hours after 5 failed sign-ins, on each login node by itself." */
	readonly words: string;
}
