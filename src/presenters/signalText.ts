import * as l10n from '@vscode/l10n';

/** Linux's name of a signal: `SIGKILL`; `signal 40` for one without. */
export function signalName(signal: number): string {
	// The numbers below 32 that clusters send are the same on every Linux; this computer may run something else.
	const names: Readonly<Record<number, string>> = {
		1: 'SIGHUP',
		2: 'SIGINT',
		3: 'SIGQUIT',
		4: 'SIGILL',
		5: 'SIGTRAP',
		6: 'SIGABRT',
		7: 'SIGBUS',
		8: 'SIGFPE',
		9: 'SIGKILL',
		10: 'SIGUSR1',
		11: 'SIGSEGV',
		12: 'SIGUSR2',
		13: 'SIGPIPE',
		14: 'SIGALRM',
		15: 'SIGTERM',
		24: 'SIGXCPU',
		25: 'SIGXFSZ',
		31: 'SIGSYS',
	};
	return names[signal] ?? l10n.t('signal {0}', signal);
}

/** What the signal mostly means for a job. Empty where that is anybody's guess. */
export function signalMeaning(signal: number): string {
	switch (signal) {
		case 2:
			return l10n.t('Somebody or something interrupted it.');
		case 4:
			return l10n.t('The program uses instructions that this processor does not have.');
		case 6:
			return l10n.t('The program gave up by itself, as after a failed check.');
		case 7:
			return l10n.t('Mostly a file or /dev/shm that became full while it was used.');
		case 8:
			return l10n.t('A calculation that cannot be done, such as a division of whole numbers by zero.');
		case 9:
			return l10n.t(
				'It was ended from outside. Without other signs that is mostly memory: see what it used.',
			);
		case 11:
			return l10n.t(
				'The program touched memory that is not its own: a mistake in it or in one of its libraries.',
			);
		case 13:
			return l10n.t('What it wrote to had ended.');
		case 15:
			return l10n.t('It was asked to end, as at a time limit or by scancel.');
		case 24:
			return l10n.t('It used more CPU time than allowed.');
		case 25:
			return l10n.t('It wrote a file larger than allowed.');
		default:
			return '';
	}
}
