import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { textOf } from '../../../src/base/rawText.ts';
import { shellQuoteOne } from '../../../src/base/shellQuote.ts';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { connectTo, disconnectAll, forever, readFactory } from '../../support/practice.ts';

/** What a Linux file name may hold: every byte but "/" and NUL, up to 255 of them. */
const anyByte = fc.integer({ min: 1, max: 255 }).filter((byte) => byte !== 0x2f);
const anyName = fc
	.oneof(
		fc.array(anyByte, { minLength: 1, maxLength: 255 }),
		fc.array(anyByte, { minLength: 255, maxLength: 255 }),
		fc
			.array(
				fc.constantFrom(
					"'",
					'"',
					'\n',
					'\\',
					'$',
					'`',
					'-',
					' ',
					'*',
					'\u{ef80}',
					'\u{1f600}',
					'%',
					'#',
					'?',
				),
				{
					minLength: 1,
					maxLength: 20,
				},
			)
			.map((characters) => [...Buffer.from(characters.join(''))]),
	)
	.map((bytes) => Buffer.from(bytes))
	.filter((name) => !['.', '..'].includes(name.toString('latin1')));

describe('names of files', () => {
	let host: RemoteHost;
	let folder: string;
	before(async () => {
		host = await connectTo('practice');
		const home = readFactory().users['ada']?.home ?? assert.fail();
		folder = `${home}/aif-names-${process.pid}`;
		await host.files.createDirectory(folder, forever);
	});
	after(async () => {
		await host.exec(`rm -rf ${folder}`, forever);
		await disconnectAll();
	});

	const onDisk = () => readdirSync(folder, { encoding: 'buffer' }).map((name) => name.toString('hex'));

	it('may hold any bytes, and are the same ones on the disk, in listings and in the shell', async function () {
		this.timeout(120_000);
		await fc.assert(
			fc.asyncProperty(anyName, anyName, async (first, second) => {
				fc.pre(!first.equals(second));
				const { files } = host;
				const [name, other] = [textOf(first), textOf(second)];
				const path = `${folder}/${name}`;
				await files.write(path, Buffer.from('content'), forever);
				assert.deepEqual(onDisk(), [first.toString('hex')]);
				const listed = await files.list(folder, forever);
				assert.deepEqual(
					listed.map((entry) => entry.name),
					[name],
				);
				assert.equal((await files.stat(path, forever)).size, 7);
				// Once more: it is replaced, by way of the shell.
				await files.write(path, Buffer.from('changed'), forever);
				assert.equal(Buffer.from(await files.read(path, forever)).toString(), 'changed');
				const { stdout } = await host.exec(
					`printf %s ${shellQuoteOne(path)}; cat ${shellQuoteOne(path)}`,
					forever,
				);
				assert.equal(stdout, `${path}changed`);
				await files.rename(path, `${folder}/${other}`, true, forever);
				assert.deepEqual(onDisk(), [second.toString('hex')]);
				await files.createLink(path, other, forever);
				assert.equal(await files.readLink(path, forever), other);
				await files.remove(path, forever);
				await files.remove(`${folder}/${other}`, forever);
				assert.deepEqual(onDisk(), []);
			}),
			{ numRuns: 60 },
		);
	});
});
