import { callsAnHour, DEFAULT_PACE } from '../../../src/slurm/pollPace.ts';
import { aJob } from '../../support/aJob.ts';
import { running, WorkingDay } from '../../support/workingDay.ts';

/** One stretch of a working day: what happens in it and for how long. */
interface Stretch {
	readonly what: string;
	readonly hours: number;
	readonly isSeen: boolean;
	readonly hasBell: boolean;
	/** What the person or the cluster does at the beginning of each minute. */
	readonly each: (day: WorkingDay, minute: number) => void;
}

const DAY: readonly Stretch[] = [
	{
		what: 'morning: 5 jobs run steadily, in view',
		hours: 2,
		isSeen: true,
		hasBell: false,
		each: (day) => {
			day.jobs = running(5);
		},
	},
	{
		what: 'debugging: in view, a submission or a cancel every 6 minutes, short jobs',
		hours: 2,
		isSeen: true,
		hasBell: false,
		each: (day, minute) => {
			day.jobs = [...running(2), aJob({ id: String(minute - (minute % 6)) })];
			if (minute % 6 === 0) void day.store.refreshAfterAction();
			if (minute % 6 === 1) day.ask('sshare');
		},
	},
	{
		what: 'a sweep: in view, some task starts or ends every minute',
		hours: 2,
		isSeen: true,
		hasBell: false,
		each: (day, minute) => {
			day.jobs = [...running(20), aJob({ id: String(minute) })];
			if (minute % 5 === 0) day.ask('sshare');
		},
	},
	{
		what: 'writing: hidden, one job with a bell',
		hours: 2,
		isSeen: false,
		hasBell: true,
		each: (day) => {
			day.jobs = running(1);
		},
	},
	{
		what: 'evening: hidden, no bell',
		hours: 4,
		isSeen: false,
		hasBell: false,
		each: (day) => {
			day.jobs = running(1);
		},
	},
];

/** Slurm programs an hour in each stretch of a working day, on a clock that a program turns: the same on every machine. */
export async function workingDayRows(): Promise<readonly string[][]> {
	const day = new WorkingDay(DEFAULT_PACE);
	const rows: string[][] = [];
	let hour = 0;
	for (const { what, hours, isSeen, hasBell, each } of DAY) {
		const watches = [
			...(isSeen ? [day.store.watch()] : []),
			...(hasBell ? [day.store.watch('notices')] : []),
		];
		for (let minute = 0; minute < hours * 60; minute += 1) {
			each(day, minute);
			await day.clock.pass(60);
		}
		for (const watch of watches) watch.dispose();
		const counts = Array.from({ length: hours }, (_, index) =>
			day.callsFrom((hour + index) * 3600, (hour + index + 1) * 3600),
		);
		rows.push([what, counts.join(', ')]);
		hour += hours;
	}
	day.store.dispose();
	rows.push([
		`busiest hour of the day, wherever it begins (target ${callsAnHour(DEFAULT_PACE)})`,
		String(day.busiestHour),
	]);
	return rows;
}
