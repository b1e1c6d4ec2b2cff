import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Duplex } from 'node:stream';
import type { Logger } from '../../base/log.ts';
import { ProblemError } from '../../problems/problem.ts';
import { expandTokens } from '../config/configTokens.ts';
import { isSafeHost, isSafeUser } from '../config/hostileNames.ts';
import { endProgram, HAS_GROUPS } from '../config/localProgram.ts';
import type { SshSettings } from '../sshSettings.ts';

/** A command that was told to end is given this long before it is killed. */
const GRACE_MS = 1_000;

/** Last words may come a moment after the end of what said them. */
const LAST_WORDS_MS = 100;

/** How much of what the command says is kept for the words about its failure. */
const KEPT_CHARACTERS = 2_000;

/** The command of a ProxyCommand ended; the message is what it said, and how. */
export class ProxyCommandError extends Error {
	override readonly name = 'ProxyCommandError';
}

/**
 * Runs a ProxyCommand through the person's shell, as OpenSSH does: its output and input are the stream. What it says on
 * stderr goes to the log. It ends with the stream, and all that it started with it. When it ends by itself the stream
 * fails with a ProxyCommandError. Throws ProblemError `unsupportedSshSetting` for names that a shell would not take for names.
 */
export function runProxyCommand(settings: SshSettings, log: Logger): Duplex {
	const child = startShell(commandLine(settings));
	const said = listen(child, (line) => log.info(`ProxyCommand of ${settings.alias}: ${line}`));
	const stream = new Duplex({
		read: () => void child.stdout.resume(),
		// A command that reads no more is about to end, and its end tells more than a broken pipe.
		write: (bytes: Uint8Array, _encoding, done) => void child.stdin.write(bytes, () => done()),
		final: (done) => void child.stdin.end(() => done()),
		destroy: (error, done) => {
			end(child);
			child.stdin.destroy();
			child.stdout.destroy();
			done(error);
		},
	});
	child.stdin.on('error', () => {});
	child.stdout.on('data', (bytes: Buffer) => {
		if (!stream.push(bytes)) child.stdout.pause();
	});
	child.once('error', (error) => stream.destroy(new ProxyCommandError(error.message, { cause: error })));
	void endOf(child)
		.then((how) => [said().trim(), how].filter(Boolean).join('\n'), String)
		.then((words) => stream.destroy(new ProxyCommandError(words)));
	return stream;
}

/** Quotes nothing, as OpenSSH: people write the quotes where they want them. */
function commandLine(settings: SshSettings): string {
	const { alias, address, user, hostKeyAlias, proxyCommand = '' } = settings;
	const hosts = [alias, address, ...(hostKeyAlias ? [hostKeyAlias] : [])];
	if (!hosts.every(isSafeHost) || !isSafeUser(user)) {
		const setting = `ProxyCommand for ${user}@${address}`;
		throw new ProblemError({ kind: 'unsupportedSshSetting', host: alias, setting });
	}
	return expandTokens(proxyCommand, settings);
}

/** With `exec` no shell stands between us and the command. Windows has one command processor for all. */
function startShell(line: string): ChildProcessWithoutNullStreams {
	if (process.platform === 'win32') return spawn(line, { shell: true, windowsHide: true });
	const shell = process.env['SHELL'] || '/bin/sh';
	return spawn(shell, ['-c', `exec ${line}`], { detached: HAS_GROUPS });
}

/** Gives each line of stderr to `onLine`; what it returns tells the end of all that was said. */
function listen({ stderr }: ChildProcessWithoutNullStreams, onLine: (line: string) => void): () => string {
	let said = '';
	let unfinished = '';
	stderr.setEncoding('utf8');
	stderr.on('data', (text: string) => {
		said = (said + text).slice(-KEPT_CHARACTERS);
		const lines = (unfinished + text).split(/\r?\n/);
		unfinished = (lines.pop() ?? '').slice(-KEPT_CHARACTERS);
		for (const line of lines) if (line) onLine(line);
	});
	stderr.once('end', () => {
		if (unfinished) onLine(unfinished);
	});
	return () => said;
}

/** How the command ended, when its output has been read; what it left behind may hold its stderr open for ever. */
async function endOf(child: ChildProcessWithoutNullStreams): Promise<string> {
	const lastWords = once(child.stderr, 'close');
	const [[code, signal]] = await Promise.all([once(child, 'exit'), once(child.stdout, 'close')]);
	await Promise.race([lastWords, new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS))]);
	child.stderr.destroy();
	return signal ? `The command was ended by ${signal}.` : `The command ended with exit code ${code}.`;
}

function end(child: ChildProcessWithoutNullStreams): void {
	if (child.exitCode !== null || child.signalCode !== null) return;
	endProgram(child, 'SIGHUP');
	const kill = setTimeout(() => endProgram(child, 'SIGKILL'), GRACE_MS);
	child.once('exit', () => clearTimeout(kill));
}
