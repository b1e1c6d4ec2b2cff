import assert from 'node:assert/strict';
import { mock } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { ProblemError } from '../../../src/problems/problem.ts';
import type { RemoteFiles } from '../../../src/remote/remoteFiles.ts';
import type { SteadyHost, StreamChunk } from '../../../src/remote/remoteHost.ts';
import { followOutput } from '../../../src/slurm/outputTail.ts';

const { signal } = new AbortController();

describe('followOutput', () => {
	beforeEach(() => mock.timers.enable({ apis: ['setTimeout', 'Date'] }));
	afterEach(() => mock.timers.reset());

	it('delivers the end of the output when the link is lost just as the job ends', async () => {
		const host = new FakeHost('first');
		const tail = follow(host);
		await pass(100);
		host.content = 'first-last!';
		host.lose(lost());
		tail.jobOver();
		await pass(600);
		host.comeBack();
		await pass(3_000);
		assert.equal(tail.said, 'first [interrupted] [resumed] -last! [ended]');
	});

	it('delivers it however long the link is gone and whatever is in its way', async () => {
		const host = new FakeHost('first');
		const tail = follow(host);
		await pass(100);
		host.content = 'first-last!';
		host.lose(new ProblemError({ kind: 'signInNeeded', host: 'host', user: 'ada' }));
		tail.jobOver();
		await pass(60_000);
		host.comeBack();
		// A new tail takes its time to begin.
		host.delayMs = 2_000;
		await pass(5_000);
		assert.equal(tail.said, 'first [interrupted] [resumed] -last! [ended]');
	});

	it('ends some seconds after the job where the file cannot be looked at any more', async () => {
		const host = new FakeHost('first');
		const tail = follow(host);
		await pass(100);
		host.trouble = new Error('Permission denied');
		tail.jobOver();
		await pass(9_000);
		assert.equal(tail.said, 'first');
		await pass(2_000);
		assert.equal(tail.said, 'first [ended]');
	});

	it('ends when the whole file has arrived', async () => {
		const host = new FakeHost('all of it');
		const tail = follow(host);
		await pass(100);
		tail.jobOver();
		await pass(1_100);
		assert.equal(tail.said, 'all of it [ended]');
	});
});

/** Follows a file; `said` is what came, with events in brackets. */
function follow(host: FakeHost) {
	const over = new AbortController();
	const words: string[] = [];
	const all = async () => {
		for await (const event of followOutput(host as unknown as SteadyHost, '/out', over.signal, signal))
			words.push(event.kind === 'text' ? new TextDecoder().decode(event.bytes) : `[${event.kind}]`);
	};
	all().catch((error: unknown) => words.push(String(error)));
	return {
		jobOver: () => over.abort(),
		get said() {
			return words.join(' ');
		},
	};
}

/** Lets so much time go by, in steps that others can react to. */
async function pass(ms: number): Promise<void> {
	for (let passed = 0; passed < ms; passed += 50) {
		await turn();
		mock.timers.tick(50);
	}
	await turn();
}

const lost = () => new ProblemError({ kind: 'connectionLost', host: 'host', detail: 'gone' });

/** A host with one file, whose link can be lost. */
class FakeHost implements Pick<SteadyHost, 'name' | 'stream' | 'whenUp'> {
	readonly name = 'host';
	content: string;
	/** Why the file cannot be looked at. */
	trouble: Error | undefined;
	/** How long a tail takes to begin. */
	delayMs = 0;
	#link = new AbortController();
	#back = Promise.withResolvers<void>();
	readonly files: Pick<RemoteFiles, 'stat'> = {
		stat: async () => {
			await turn();
			if (this.trouble) throw this.trouble;
			return { kind: 'file', size: this.content.length, modifiedAt: new Date(0) } as never;
		},
	};

	constructor(content: string) {
		this.content = content;
	}

	/** @param trouble what looking at the file fails with meanwhile */
	lose(trouble: Error): void {
		this.trouble = trouble;
		this.#link.abort(lost());
	}

	comeBack(): void {
		this.trouble = undefined;
		this.#link = new AbortController();
		this.#back.resolve();
		this.#back = Promise.withResolvers();
	}

	async whenUp(): Promise<void> {
		if (this.#link.signal.aborted) await this.#back.promise;
	}

	async *stream(command: string, until: AbortSignal): AsyncIterable<StreamChunk> {
		const position = Number(/\+(\d+)/.exec(command)?.[1]) - 1;
		if (this.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, this.delayMs));
		yield { from: 'stdout', bytes: new TextEncoder().encode(this.content.slice(position)) };
		const either = AbortSignal.any([until, this.#link.signal]);
		await new Promise((_resolve, reject) => {
			either.addEventListener('abort', () => reject(either.reason));
		});
	}
}
