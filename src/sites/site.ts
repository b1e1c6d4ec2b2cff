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
	readonly storage: readonly AreaTemplate[];
	/** How the site tells what is used; absent where only general tools can be asked. */
	readonly quota: SiteQuota | undefined;
	/** How often the queue may be asked. */
	readonly pace: PollPace;
	/** What the site says about failed sign-ins; absent where it says nothing. */
	readonly ban: BanRule | undefined;
	/** Fingerprints of host keys as the site publishes them, such as `ssh-ed25519 SHA256:qCFZ…`; without a type for any. */
	readonly hostKeys: readonly string[];
	/** A command for the person's own terminal that renews a certificate for signing in. */
	readonly renewCertificate: string | undefined;
	/** A page where the site explains itself. */
	readonly documentation: string | undefined;
}

/** After how many failed sign-ins a site blocks an address, and for how long. */
export interface BanRule {
	readonly failures: number;
	readonly hours: number;
	/** For people: "Snellius blocks an address for 24 hours after 5 failed sign-ins, on each login node by itself." */
	readonly words: string;
}
