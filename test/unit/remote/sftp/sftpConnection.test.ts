import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SftpConnection } from '../../../../src/remote/sftp/sftpConnection.ts';
import { SftpStatusError } from '../../../../src/remote/sftp/sftpErrors.ts';
import { encodeFields, PacketReader, type SftpAttributes } from '../../../../src/remote/sftp/sftpPacket.ts';
import { lstat, read, readdir, realpath, TYPE } from '../../../../src/remote/sftp/sftpRequest.ts';
import { FakeSftp } from '../../../support/fakeSftp.ts';

const uint32 = fc.nat({ max: 0xffffffff });
const attributes: fc.Arbitrary<SftpAttributes> = fc
	.record({
		size: fc.maxSafeNat(),
		uid: uint32,
		gid: uint32,
		mode: uint32,
		accessed: uint32,
		modified: uint32,
	})
	.chain(({ size, uid, gid, mode, accessed, modified }) =>
		fc
			.record({
				...{ hasSize: fc.boolean(), hasOwner: fc.boolean(), hasMode: fc.boolean(), hasTimes: fc.boolean() },
			})
			.map(({ hasSize, hasOwner, hasMode, hasTimes }) => ({
				...(hasSize && { size }),
				...(hasOwner && { uid, gid }),
				...(hasMode && { mode }),
				...(hasTimes && { accessed, modified }),
			})),
	);

describe('SFTP packets', () => {
	it('carry attributes, numbers and names of any bytes as they are', () => {
		fc.assert(
			fc.property(
				attributes,
				uint32,
				fc.uint8Array(),
				fc.bigInt(0n, 2n ** 64n - 1n),
				(facts, number, name, long) => {
					const reader = new PacketReader(encodeFields([facts, number, Buffer.from(name), long]));
					assert.deepEqual(reader.attributes(), facts);
					assert.equal(reader.uint32(), number);
					assert.deepEqual(new Uint8Array(reader.bytes()), name);
					assert.equal(reader.uint64(), long);
					assert.ok(reader.isAtEnd);
				},
			),
		);
	});
});

describe('An SFTP connection', () => {
	const settled = (connection: SftpConnection, request: Parameters<SftpConnection['send']>[0]) =>
		new Promise<{ error: Error | undefined; value: unknown }>((resolve) => {
			connection.send(request, (error, value) => resolve({ error, value }));
		});

	it('gives each request its own answer, in whatever order they come and however they are cut', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }),
				fc.integer({ min: 1, max: 40 }),
				async (order, step) => {
					const server = new FakeSftp();
					const numbers: number[] = [];
					server.answers.set(TYPE.realpath, (number) => void numbers.push(number));
					const connection = await SftpConnection.open(server, () => {});
					const answers = order.map((_, index) => settled(connection, realpath(`/${index}`)));
					while (numbers.length < order.length) await new Promise(setImmediate);
					const sent: Buffer[] = [];
					const push = server.push.bind(server);
					server.push = (bytes: Buffer) => sent.push(bytes) > 0;
					for (const index of order)
						server.reply(TYPE.name, numbers[index] ?? 0, 1, `answer ${index}`, '', {});
					const all = Buffer.concat(sent);
					for (let at = 0; at < all.length; at += step) push(all.subarray(at, at + step));
					const values = (await Promise.all(answers)).map(({ value }) => value);
					assert.deepEqual(
						values,
						order.map((_, index) => `answer ${index}`),
					);
				},
			),
			{ numRuns: 30 },
		);
	});

	it('neither throws nor hangs, whatever a server sends', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }),
				fc.boolean(),
				async (chunks, asPackets) => {
					const server = new FakeSftp();
					for (const type of [TYPE.lstat, TYPE.readdir, TYPE.read]) server.answers.set(type, () => {});
					const connection = await SftpConnection.open(server, () => {});
					const handle = Buffer.from('h');
					const answers = [lstat('/a'), readdir(handle), read(handle, 0, Buffer.alloc(10))].map((request) =>
						settled(connection, request),
					);
					for (const [index, chunk] of chunks.entries()) {
						if (asPackets)
							server.reply(
								[TYPE.attrs, TYPE.name, TYPE.data, TYPE.status][index % 4] ?? 0,
								1 + (index % 3),
								Buffer.from(chunk),
							);
						else server.push(Buffer.from(chunk));
					}
					server.push(null);
					assert.equal((await Promise.all(answers)).length, 3);
				},
			),
		);
	});

	it('tells what a chatty start-up file printed in its place', async () => {
		const server = new FakeSftp();
		server._write = (_chunk, _encoding, done) => {
			server.push(Buffer.from('Welcome back, ada!\nDisk use: 42%\n'));
			done();
		};
		await assert.rejects(
			SftpConnection.open(server, () => {}),
			/said "Welcome back, ada!" where SFTP should begin.*\.bashrc/,
		);
	});

	it('lets go of what waits when it ends, and of what comes after', async () => {
		const server = new FakeSftp();
		server.isStuck = true;
		const ends: string[] = [];
		const connection = await SftpConnection.open(server, (trouble) => ends.push(trouble));
		const waiting = settled(connection, lstat('/a'));
		server.destroy();
		for (const { error } of [await waiting, await settled(connection, lstat('/b'))]) {
			assert.ok(error && !(error instanceof SftpStatusError), String(error));
		}
		assert.equal(ends.length, 1);
	});
});
