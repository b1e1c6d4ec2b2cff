import type { RemoteCommand } from '../../remote/remoteCommand.ts';
import { parseEpoch, wordOrEmpty } from '../fieldText.ts';
import { type KeyValues, keyValueLines, required } from './keyValues.ts';
import { type Access, admits } from './partitions.ts';

/** Nodes that are kept for somebody, or for a maintenance, from one time to another. */
export interface Reservation {
	readonly name: string;
	/** Undefined where Slurm gives no time. */
	readonly start: Date | undefined;
	readonly end: Date | undefined;
	/** As Slurm's compact list; empty for a reservation of licenses alone. */
	readonly nodes: string;
	/** Empty where it is bound to none. */
	readonly partition: string;
	readonly flags: readonly string[];
	readonly users: Access;
	readonly accounts: Access;
	readonly isMaintenance: boolean;
}

/** Needs `SLURM_TIME_FORMAT=%s`, which scontrol follows as squeue does (seen with Slurm 22.05). */
export const listReservations: RemoteCommand<readonly Reservation[]> = {
	argv: ['scontrol', '--oneliner', 'show', 'reservation'],
	env: { SLURM_TIME_FORMAT: '%s' },
	parse: (stdout) => keyValueLines(stdout, 'ReservationName').map(parseReservation),
};

function parseReservation(record: KeyValues): Reservation {
	const text = (key: string) => wordOrEmpty(record.get(key) ?? '');
	const flags = text('Flags')
		.split(',')
		.filter((flag) => flag !== '');
	return {
		name: required(record, 'ReservationName', 'scontrol'),
		start: parseEpoch(required(record, 'StartTime', 'scontrol')),
		end: parseEpoch(required(record, 'EndTime', 'scontrol')),
		nodes: text('Nodes'),
		partition: text('PartitionName'),
		flags,
		users: names(text('Users')),
		accounts: names(text('Accounts')),
		isMaintenance: flags.includes('MAINT'),
	};
}

/** `ada,bram`, or `-ada,-bram` for everybody else. */
function names(text: string): Access {
	if (text === '') return { kind: 'all' };
	const listed = text.split(',');
	return listed.every((name) => name.startsWith('-'))
		? { kind: 'except', names: listed.map((name) => name.slice(1)) }
		: { kind: 'only', names: listed };
}

/** Whether a job of that user and account may run in the reservation when it names it. A maintenance is not for jobs. */
export function mayUse(reservation: Reservation, user: string, account: string): boolean {
	const { users, accounts } = reservation;
	if (users.kind === 'all' && accounts.kind === 'all') return true;
	const isUser = users.kind !== 'all' && admits(users, [user]);
	const isAccount = accounts.kind !== 'all' && admits(accounts, [account]);
	// Where both are named Slurm wants both unless the reservation says otherwise; one that is let in is enough to try.
	return isUser || isAccount;
}
