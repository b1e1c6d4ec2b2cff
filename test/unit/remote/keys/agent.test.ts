import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { Agent } from '../../../../src/remote/keys/agent.ts';
import { wireString, wireUint32 } from '../../../../src/remote/sshWire.ts';

const { signal } = new AbortController();
const BLOB = Buffer.concat([wireString('ssh-ed25519'), wireString(Buffer.alloc(32))]);

describe('an agent that is not as it should be', () => {
	const folder = mkdtempSync(join(tmpdir(), 'aif-bad-agent-'));
	const path = join(folder, 'socket');
	let answer = Buffer.alloc(0);
	const server = createServer((socket) => {
		socket.on('error', () => {});
		socket.once('data', () => socket.end(answer));
	});
	before(async () => {
		server.listen(path);
		await once(server, 'listening');
	});
	after(() => {
		server.close();
		rmSync(folder, { recursive: true });
	});

	const answersWith = (...parts: readonly Uint8Array[]) => {
		answer = Buffer.concat(parts);
		return new Agent(path).keys(signal);
	};

	it('may hold keys without a type, which are passed over', async () => {
		const identities = [wireString('?'), wireString('odd'), wireString(BLOB), wireString('ada@laptop')];
		const keys = await answersWith(wireString(Buffer.concat([Buffer.of(12), wireUint32(2), ...identities])));
		assert.deepEqual(keys, [{ publicKey: { type: 'ssh-ed25519', blob: BLOB }, comment: 'ada@laptop' }]);
	});

	it('is not listened to for ever', async () => {
		await assert.rejects(answersWith(wireUint32(0xffff_fff0), Buffer.alloc(8)), /4294967280 bytes/);
	});

	it('does not make keys of a count without them', async () => {
		const body = Buffer.concat([Buffer.of(12), wireUint32(0xffff_ffff)]);
		await assert.rejects(answersWith(wireString(body)), RangeError);
	});

	it('is an agent without keys or an Error, whatever it says', async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
				const keys = await answersWith(wireString(bytes)).catch((error: unknown) => error);
				assert.ok(keys instanceof Error || Array.isArray(keys));
			}),
			{ numRuns: 50 },
		);
	});
});
