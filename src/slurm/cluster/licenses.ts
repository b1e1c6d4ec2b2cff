import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { type KeyValues, keyValueLines, required } from './keyValues.ts';

/** A software license that Slurm counts. */
export interface License {
	readonly name: string;
	readonly total: number;
	readonly free: number;
}

/** All licenses of the cluster; none at most sites. */
export const listLicenses: RemoteCommand<readonly License[]> = {
	argv: ['scontrol', '--oneliner', 'show', 'licenses'],
	parse: (stdout) => keyValueLines(stdout, 'LicenseName').map(parseLicense),
};

function parseLicense(record: KeyValues): License {
	const count = (key: string) => Number.parseInt(required(record, key, 'scontrol'), 10) || 0;
	return {
		name: required(record, 'LicenseName', 'scontrol'),
		total: count('Total'),
		free: count('Free'),
	};
}
