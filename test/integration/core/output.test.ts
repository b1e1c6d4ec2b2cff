import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
	appendFileSync,
	chmodSync,
	chownSync,
	mkdirSync,
	mkdtempSync,
	renameSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { App } from '../../../src/app.ts';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { RemoteHost, SteadyHost } from '../../../src/remote/remoteHost.ts';
import { ReconnectingHost } from '../../../src/remote/steady/reconnectingHost.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { type FollowEvent, followJob } from '../../../src/session/followJob.ts';
import { followOutput } from '../../../src/slurm/outputTail.ts';
import { OutputWindow } from '../../../src/slurm/outputWindow.ts';
import { TailPlaces } from '../../../src/slurm/tailPlaces.ts';
import { connectToPort } from '../../support/ownHost.ts';
import { KeyFolder, type OwnSshd, startSshd } from '../../support/ownSshd.ts';
import { connectTo, disconnectAll, forever, readFactory } from '../../support/practice.ts';
import { connected, practiceApp, script } from '../../support/practiceApp.ts';
import { processesBelow } from '../../support/processesBelow.ts';
import { startProxy, type TestProxy } from '../../support/proxy.ts';
import { untilGone } from '../../support/untilGone.ts';
import { untilDone } from '../../support/workbench.ts';

const GiB = 1024 ** 3;

describe('An output file on the practice factory', () => {
	let folder = '';
	let path = '';
	let host: SteadyHost;
	const following: Following[] = [];

	before(() => {
		folder = mkdtempSync(join(readFactory().users['ada']!.scratch, 'output-'));
		chmodSync(folder, 0o755);
	});
	beforeEach(async () => {
		path = join(folder, `job-${following.length}-${Date.now()}.out`);
		host = steady(await connectTo('practice'));
	});
	afterEach(async () => {
		for (const each of following.splice(0)) each.leave();
		await disconnectAll();
		await untilGone(new RegExp(`tail .*${folder}`));
	});
	after(() => rmSync(folder, { recursive: true, force: true }));
	const follow = (facts: Partial<Parameters<typeof followOutput>[0]> = {}) => {
		const started = new Following({
			host,
			path,
			places: new TailPlaces(),
			mostBehindBytes: undefined,
			...facts,
		});
		following.push(started);
		return started;
	};

	it('of 10 GB opens at its end at once, and goes on', async () => {
		writeFileSync(path, 'the beginning\n');
		truncateSync(path, 10 * GiB);
		appendFileSync(path, `\n${'a line of the end\n'.repeat(20_000)}`);
		const tail = follow();
		await tail.until(/a line of the end\n$/);
		assert.ok(tail.text.length <= 256 * 1024);
		assert.match(tail.text, /^a line of the end\n/);
		appendFileSync(path, 'the last\n');
		await tail.until(/the last\n$/);
		assert.equal(tail.skipped, statSync(path).size - tail.text.length);
		const shown = new OutputWindow(host, path);
		await shown.refresh(forever);
		assert.match(shown.text, /\na line of the end\nthe last\n$/);
	});

	it('that does not exist yet, in a folder that does not, is there when it comes', async () => {
		path = join(folder, 'later', 'job.out');
		const tail = follow();
		await tail.untilKind('waiting');
		mkdirSync(join(folder, 'later'));
		writeFileSync(path, 'now\n');
		await tail.until(/^now\n$/);
	});

	for (const [what, change] of [
		['emptied', () => writeFileSync(path, 'new\n')],
		[
			'replaced by another',
			() => {
				writeFileSync(`${path}.new`, 'new\n');
				renameSync(`${path}.new`, path);
			},
		],
		[
			'deleted and written anew',
			async () => {
				rmSync(path);
				await wait(600);
				writeFileSync(path, 'new\n');
			},
		],
		[
			'rewritten with more than it had',
			() => writeFileSync(path, `${'other and more than there was before\n'.repeat(3)}new\n`),
		],
	] as const) {
		it(`that is ${what} begins anew`, async () => {
			writeFileSync(path, 'first, and longer than the next\n');
			const tail = follow();
			await tail.until(/next\n$/);
			await change();
			await tail.untilKind('restarted');
			await tail.until(/new\n$/);
			appendFileSync(path, 'and on\n');
			await tail.until(/new\nand on\n$/);
			assert.match(tail.afterRestart, /^(?:other and more than there was before\n){0,3}new\nand on\n$/);
		});
	}

	it('with a hole in it has NULs there, and every byte around it', async () => {
		writeFileSync(path, 'before\n');
		const tail = follow();
		await tail.until(/before\n$/);
		truncateSync(path, 100_000);
		appendFileSync(path, 'after\n');
		await tail.until(/after\n$/);
		assert.equal(tail.text, `before\n${'\0'.repeat(100_000 - 7)}after\n`);
	});

	for (const [what, make, trouble] of [
		['a folder', () => mkdirSync(path), 'isDirectory'],
		['a pipe', () => execFileSync('mkfifo', [path]), 'special'],
		[
			"somebody else's secret",
			() => {
				writeFileSync(path, 'secret', { mode: 0o600 });
				chownSync(path, 0, 0);
			},
			'noPermission',
		],
	] as const) {
		it(`that is ${what} is told in words, without a process that waits`, async () => {
			make();
			await assert.rejects(
				follow().done,
				(error) =>
					error instanceof ProblemError &&
					error.problem.kind === 'remoteFile' &&
					error.problem.trouble === trouble,
			);
		});
	}

	it('may have any name', async () => {
		path = join(folder, 'a b \'c\' "d" $(touch x) ; é -F *');
		writeFileSync(path, 'here\n');
		await follow().until(/^here\n$/);
	});

	it('is read all the same when its tail sleeps', async () => {
		writeFileSync(path, 'first\n');
		const tail = follow();
		await tail.until(/first\n/);
		execFileSync('pkill', ['-STOP', '-f', `^tail .*${path}`]);
		appendFileSync(path, 'second\n');
		await tail.until(/first\nsecond\n$/);
		appendFileSync(path, 'third\n');
		await tail.until(/second\nthird\n$/);
	});

	it('of 50 MB a second leaves out what nobody could read, and never holds much', async () => {
		writeFileSync(path, '');
		const tail = follow({ mostBehindBytes: 4 * 1024 * 1024 });
		tail.delayMs = 200;
		const block = Buffer.from('0123456789012345678901234567890123456789012345678\n'.repeat(100_000));
		for (let megabytes = 0; megabytes < 100; megabytes += 5) {
			appendFileSync(path, block);
			await wait(50);
		}
		await untilDone(async () => assert.ok(tail.skipped > 0));
		tail.delayMs = 0;
		appendFileSync(path, 'the end\n');
		tail.jobOver.abort();
		await tail.done;
		assert.ok(tail.text.endsWith('\nthe end\n'));
		assert.equal(tail.text.length + tail.skipped, statSync(path).size);
	});

	it('is followed ten times by few processes, all of them in time', async () => {
		const places = new TailPlaces();
		const paths = Array.from({ length: 10 }, (_, index) => `${path}.${index}`);
		for (const each of paths) writeFileSync(each, `begin ${each}\n`);
		const tails = paths.map((each) => follow({ path: each, places }));
		await Promise.all(tails.map((tail) => tail.until(/^begin .*\n$/)));
		const running = execFileSync('pgrep', ['-fc', `^tail .*${path}`], { encoding: 'utf8' });
		assert.equal(Number(running), 4);
		for (const each of paths) appendFileSync(each, 'more\n');
		await Promise.all(tails.map((tail) => tail.until(/more\n$/)));
		for (const [index, each] of paths.entries()) assert.equal(tails[index]?.text, `begin ${each}\nmore\n`);
	});

	describe('on a server with few channels', () => {
		let sshd: OwnSshd;
		before(async () => {
			const keys = new KeyFolder();
			const options = ['Subsystem sftp internal-sftp', 'MaxSessions 3'];
			sshd = await startSshd(keys, [`HostKey ${keys.key('host')}`, ...options]);
		});
		after(() => sshd.close());

		it('is followed by as many as there are, and by SFTP beside commands', async () => {
			const { host: own } = await connectToPort(sshd.port);
			host = steady(own);
			const places = new TailPlaces();
			const paths = Array.from({ length: 5 }, (_, index) => `${path}.${index}`);
			for (const each of paths) writeFileSync(each, 'begin\n');
			const tails = paths.map((each) => follow({ path: each, places }));
			await Promise.all(tails.map((tail) => tail.until(/^begin\n$/)));
			assert.equal((await own.exec('echo here', forever)).stdout, 'here\n');
			for (const each of paths) appendFileSync(each, 'more\n');
			await Promise.all(tails.map((tail) => tail.until(/^begin\nmore\n$/)));
			assert.deepEqual([...new Set(tails.flatMap(({ kinds }) => kinds))], ['text']);
			for (const each of following) each.leave();
			await own.dispose();
			await untilDone(async () => assert.deepEqual(processesBelow(sshd.pid), []), 10);
		});
	});
});

describe('An output over a link that is cut', () => {
	const { address, port } = readFactory().aliases['practice']!;
	let folder = '';
	let proxy: TestProxy;
	let host: ReconnectingHost;

	beforeEach(async () => {
		folder = mkdtempSync(join(readFactory().users['ada']!.scratch, 'cut-'));
		chmodSync(folder, 0o755);
		proxy = await startProxy(address, port);
		const facts = { hostKeyAlias: `[${address}]:${port}`, userKnownHostsFiles: [readFactory().knownHosts] };
		const open = async () => (await connectToPort(proxy.port, facts)).host;
		host = new ReconnectingHost(await open(), { reopen: open, now: () => new Date(), random: () => 0 });
	});
	afterEach(async () => {
		await host.dispose();
		await proxy.close();
		rmSync(folder, { recursive: true, force: true });
		await untilGone(new RegExp(`tail .*${folder}`));
	});

	it('after any number of bytes goes on at the very byte', async () => {
		const path = join(folder, 'job.out');
		const content = Array.from({ length: 60_000 }, (_, index) => `line ${index} é\n`).join('');
		writeFileSync(path, content.slice(0, 6));
		const file = { host, path, places: new TailPlaces(), mostBehindBytes: undefined };
		const tail = new Following(file);
		await tail.until(/^line 0$/);
		let at = 6;
		for (const cutAfter of [1, 40, 300, 1_500, 9_000, 33_000, 70_000]) {
			const before = tail.kinds.filter((kind) => kind === 'interrupted').length;
			proxy.cutAfter(cutAfter, 'down');
			const next = at + Math.floor(content.length / 8);
			appendFileSync(path, content.slice(at, next));
			at = next;
			await untilDone(async () => {
				assert.ok(tail.kinds.filter((kind) => kind === 'interrupted').length > before);
			}, 30);
			await untilDone(async () => assert.equal(tail.text.length, at), 30);
		}
		appendFileSync(path, content.slice(at));
		tail.jobOver.abort();
		await tail.done;
		assert.equal(tail.text, content);
		assert.ok(!tail.kinds.includes('restarted'));
	});

	it('while the file is replaced begins anew with the new one, also where that is longer', async () => {
		const path = join(folder, 'job.out');
		writeFileSync(path, 'the first file\n');
		const tail = new Following({ host, path, places: new TailPlaces(), mostBehindBytes: undefined });
		await tail.until(/file\n$/);
		await proxy.refuse();
		writeFileSync(path, 'another file, which is longer than the first one was\n');
		await proxy.accept();
		await tail.until(/was\n$/);
		assert.equal(tail.afterRestart, 'another file, which is longer than the first one was\n');
		tail.leave();
	});
});

describe('Outputs of jobs on the practice factory', () => {
	let app: App;
	let session: ClusterSession;
	const { home } = readFactory().users['ada']!;

	before(async () => {
		({ app } = practiceApp());
		session = await connected(app);
	});
	after(() => app.dispose());

	const submit = async (text: string) => {
		const source = { kind: 'local', name: 'job.sbatch', text } as const;
		const { id } = await session.slurm.submit(source, { workDir: home, options: [], arguments: [] }, forever);
		await session.jobs.refreshAfterAction();
		return id;
	};
	const all = async (id: string, withErrors: boolean) => {
		const events: FollowEvent[] = [];
		for await (const event of followJob(session, id, forever, { withErrors })) events.push(event);
		const textOf = (from: string) =>
			Buffer.concat(
				events.flatMap((event) => (event.kind === 'text' && event.from === from ? [event.bytes] : [])),
			).toString();
		return { output: textOf('output'), error: textOf('error'), kinds: events.map(({ kind }) => kind) };
	};

	it('are two where the standard error has a file of its own', async () => {
		const id = await submit(
			script('-p cpu -t 1 -o %j.out -e %j.err', 'echo one; echo two >&2; sleep 1; echo three; echo four >&2'),
		);
		const both = await all(id, true);
		assert.deepEqual([both.output, both.error], ['one\nthree\n', 'two\nfour\n']);
		const one = await all(id, false);
		assert.deepEqual([one.output, one.error], ['one\nthree\n', '']);
	});

	it('are one where both go into the same file', async () => {
		const id = await submit(script('-p cpu -t 1', 'echo one; echo two >&2'));
		const { output, error } = await all(id, true);
		assert.deepEqual([output, error], ['one\ntwo\n', '']);
	});

	it('that are thrown away are told to be', async () => {
		const id = await submit(script('-p cpu -t 1 -o /dev/null', 'echo one'));
		assert.deepEqual((await all(id, true)).kinds.at(-1), 'discarded');
	});

	it('of an array that waits are those of the task that starts next', async () => {
		const id = await submit(script('-p cpu -t 1 --array=3-4%1 --hold', 'echo task $SLURM_ARRAY_TASK_ID'));
		const { snapshot } = session.jobs;
		assert.ok(snapshot.kind === 'loaded');
		const waiting = snapshot.jobs.find((job) => job.array?.id === id);
		assert.match(waiting?.id ?? '', /\[3-4%1\]$/);
		const text = all(waiting?.id ?? '', true);
		await session.host.exec(`scontrol release ${id}`, forever);
		await session.jobs.refreshAfterAction();
		assert.match((await text).output, /^task [34]\n$/);
	});
});

type Followed = Parameters<typeof followOutput>[0];

/** Follows a file and keeps what came. */
class Following {
	readonly jobOver = new AbortController();
	readonly done: Promise<void>;
	/** Before each piece is taken. */
	delayMs = 0;
	readonly kinds: string[] = [];
	skipped = 0;
	/** Since the last time that it began anew. */
	afterRestart = '';
	readonly #stop = new AbortController();
	readonly #decoder = new TextDecoder();
	readonly #pieces: string[] = [];
	#failure: unknown;

	constructor(file: Followed) {
		this.done = this.#follow(file);
		this.done.catch((error: unknown) => (this.#failure = error));
	}

	get text(): string {
		const text = this.#pieces.join('');
		this.#pieces.splice(0, this.#pieces.length, text);
		return text;
	}

	leave(): void {
		this.#stop.abort();
	}

	until(pattern: RegExp): Promise<void> {
		return this.#untilSo(() => assert.match(this.text.slice(-300_000), pattern));
	}

	untilKind(kind: string): Promise<void> {
		return this.#untilSo(() => assert.ok(this.kinds.includes(kind), this.kinds.join()));
	}

	async #untilSo(isSo: () => void): Promise<void> {
		await untilDone(async () => {
			if (this.#failure === undefined) isSo();
		}, 20);
		if (this.#failure !== undefined) throw this.#failure;
	}

	async #follow(file: Followed): Promise<void> {
		for await (const event of followOutput(file, this.jobOver.signal, this.#stop.signal)) {
			this.kinds.push(event.kind);
			if (event.kind === 'skipped') this.skipped += event.bytes;
			if (event.kind === 'restarted') this.afterRestart = '';
			if (event.kind !== 'text') continue;
			const text = this.#decoder.decode(event.bytes, { stream: true });
			this.#pieces.push(text);
			this.afterRestart += text;
			if (this.delayMs > 0) await wait(this.delayMs);
		}
	}
}

/** As a host whose link never breaks. */
function steady(host: RemoteHost): SteadyHost {
	return Object.assign(host, { whenUp: async () => {} });
}
