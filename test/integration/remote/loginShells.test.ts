import assert from 'node:assert/strict';
import { explain } from '../../../src/problems/explain.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { RemoteHost, StreamChunk } from '../../../src/remote/remoteHost.ts';
import { run } from '../../../src/remote/run.ts';
import { connectToPort } from '../../support/ownHost.ts';
import { KeyFolder, type OwnSshd, startSshd } from '../../support/ownSshd.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';

const words = (text: string) => ({ argv: ['printf', '%s', text], parse: String });

/** What every login shell has to give. */
async function worksOn(host: RemoteHost): Promise<void> {
	assert.equal(await run(host, words(`it's "é" \\ !x $HOME`), forever), `it's "é" \\ !x $HOME`);
	const both = await host.exec('echo out; echo err >&2; exit 3', forever);
	assert.deepEqual(both, { stdout: 'out\n', stderr: 'err\n', exitCode: 3 });
	assert.equal((await host.files.stat('/tmp', forever)).type, 'directory');
	const output = host.stream('echo one; exit 4', forever)[Symbol.asyncIterator]();
	assert.equal(Buffer.from(firstOf(await output.next())).toString(), 'one\n');
	assert.deepEqual(await output.next(), { done: true, value: 4 });
}

describe('a login shell', () => {
	afterEach(disconnectAll);

	for (const [what, alias] of [
		['bash', 'practice'],
		['zsh with a noisy start-up file', 'practice-zoe'],
		['tcsh with a noisy start-up file', 'practice-tess'],
		['fish with a noisy start-up file', 'practice-finn'],
		['bash with a noisy start-up file', 'practice-noisy'],
		['bash in a home that cannot be written to', 'practice-fay'],
	] as const) {
		it(`may be ${what}`, async () => worksOn(await connectTo(alias)));
	}

	it('may take five seconds to start, which are no time of the first command', async () => {
		const host = await connectTo('practice-sven');
		const start = performance.now();
		const answer = run(host, words('here'), forever, 2);
		assert.equal((await host.files.stat('/tmp', forever)).type, 'directory');
		assert.ok(performance.now() - start < 3_000, 'files waited for the shell');
		assert.equal(await answer, 'here');
		assert.ok(performance.now() - start > 3_000, 'nothing was slow');
		assert.equal(await run(host, words('again'), forever, 2), 'again');
	});

	it('may start slowly for a tail as well', async () => {
		const host = await connectTo('practice-sven');
		const output = host.stream('echo one', forever)[Symbol.asyncIterator]();
		assert.equal(Buffer.from(firstOf(await output.next())).toString(), 'one\n');
		await output.next();
	});
});

describe('a server that steps in', () => {
	let sshd: OwnSshd;
	const serverWith = async (...options: readonly string[]) => {
		const folder = new KeyFolder();
		sshd = await startSshd(folder, [
			`HostKey ${folder.key('host')}`,
			'Subsystem sftp internal-sftp',
			...options,
		]);
		const { host } = await connectToPort(sshd.port);
		return host;
	};
	afterEach(() => sshd.close());

	it('may show a banner before the sign-in', async () => {
		const folder = new KeyFolder();
		const host = await serverWith(`Banner ${folder.file('banner', 'Only for ␞ science.\n')}`);
		await worksOn(host);
		await host.dispose();
	});

	it('may force a wrapper that talks, around every shell', async () => {
		const wrapper = `echo welcome; echo to you >&2; case "$SSH_ORIGINAL_COMMAND" in *sftp*) exec /usr/lib/openssh/sftp-server ;; esac; sh -c "$SSH_ORIGINAL_COMMAND"`;
		const host = await serverWith(`ForceCommand ${wrapper}`);
		const result = await host.exec('echo out; exit 3', forever);
		assert.deepEqual(result, { stdout: 'out\n', stderr: '', exitCode: 3 });
		await host.dispose();
	});

	it('may give words in place of a shell, which are told', async () => {
		const host = await serverWith('ForceCommand echo "Maintenance until noon."');
		const error = await host.exec('true', forever).catch((reason: unknown) => reason);
		assert.ok(error instanceof ProblemError && error.problem.kind === 'channelRefused');
		assert.equal(explain(error.problem).raw, 'Maintenance until noon.');
		await host.dispose();
	});

	it('may give a home where nothing can be written', async () => {
		const host = await serverWith('SetEnv HOME=/dev/full TMPDIR=/dev/full XDG_RUNTIME_DIR=/dev/full');
		assert.equal((await host.exec('cd; echo "$HOME"', forever)).stdout, '/dev/full\n');
		await worksOn(host);
		await host.dispose();
	});
});

function firstOf({ value }: IteratorResult<StreamChunk, number | null>): Uint8Array {
	return typeof value === 'object' && value ? value.bytes : new Uint8Array();
}
