import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { RemoteHost } from '../../../src/remote/remoteHost.ts';
import { connect } from '../../../src/remote/sshConnection.ts';
import { answering } from '../../support/answering.ts';
import { type FlakyHost, startFlakyHost } from '../../support/flakyHost.ts';
import { MemoryLog } from '../../support/memoryLog.ts';
import { connectTo, disconnectAll, forever } from '../../support/practice.ts';

const SIZE = 12_000;

describe('a save over a link that is cut', () => {
	let flaky: FlakyHost;
	let sure: RemoteHost;
	let folder: string;
	before(async () => {
		flaky = await startFlakyHost('practice');
		sure = await connectTo('practice');
		folder = (await shell('mktemp -d')).trim();
	});
	after(async () => {
		await shell(`chmod -R u+rwX ${folder}; rm -rf ${folder}`);
		await flaky.link.close();
		await disconnectAll();
	});

	const shell = async (commandLine: string) => (await sure.exec(commandLine, forever)).stdout;
	const connectFlaky = () =>
		connect(
			{ name: 'flaky', host: 'flaky', configFile: flaky.configFile },
			{ ask: answering([], true), log: new MemoryLog() },
			forever,
		);

	for (const [how, prepare] of [
		['replaces the file', ''],
		['writes in place, for another name of the file', '; ln file other'],
		['writes in place, for a folder that takes no other file', '; chmod 555 .'],
	] as const) {
		it(`leaves the old content or the new, whole, wherever it is cut, when it ${how}`, async function () {
			this.timeout(120_000);
			const outcomes = { old: 0, new: 0 };
			for (let cut = 100, isSaved = false; !isSaved; cut += 1_300) {
				const place = `${folder}/${randomBytes(4).toString('hex')}`;
				await shell(`mkdir ${place}; cd ${place}; printf 'the old content' >file${prepare}`);
				const content = randomBytes(SIZE);
				const host = await connectFlaky();
				await host.files.stat(place, forever);
				flaky.link.cutAfter(cut, 'up');
				isSaved = await host.files.write(`${place}/file`, content, forever).then(
					() => true,
					() => false,
				);
				flaky.link.cutAfter(Number.POSITIVE_INFINITY, 'up');
				await host.dispose();
				// What the server had begun by itself ends within moments.
				await shell('sleep 0.3');
				const found = await sure.files.read(`${place}/file`, forever);
				const isOld = Buffer.from(found).toString() === 'the old content';
				assert.ok(isOld || content.equals(found), `${found.length} bytes after a cut at ${cut}`);
				assert.ok(!isSaved || !isOld, 'said to be saved, and is not');
				outcomes[isOld ? 'old' : 'new']++;
			}
			assert.ok(outcomes.old > 3 && outcomes.new > 0, JSON.stringify(outcomes));
		});
	}
});
