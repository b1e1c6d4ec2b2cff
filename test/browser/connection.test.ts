import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, copyFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { practiceSettings } from '../../scripts/lib/practice.mjs';
import { type FlakyHost, startFlakyHost } from '../support/flakyHost.ts';
import { chooseHost, connected, connectTo } from '../support/journeys.ts';
import { oneTimeCode } from '../support/oneTimeCode.ts';
import { readFactory } from '../support/practice.ts';
import { screenshot } from '../support/screenshots.ts';
import { useEditor } from '../support/useEditor.ts';
import {
	answer,
	notification,
	notified,
	openView,
	palette,
	pressInRow,
	quickInput,
	row,
	statusItem,
	terminalText,
	untilDone,
} from '../support/workbench.ts';

/** The host "expired": its key comes with a certificate that ended an hour ago. */
async function addExpired(configFile: string): Promise<void> {
	const { aliases, userCa } = readFactory();
	const { address, port, user, identityFile } = aliases['practice-cert'] ?? assert.fail();
	const key = join(dirname(configFile), 'id_expired');
	for (const end of ['', '.pub']) await copyFile(`${identityFile}${end}`, `${key}${end}`);
	await promisify(execFile)('ssh-keygen', [
		'-q',
		'-s',
		userCa,
		'-I',
		'ada',
		'-n',
		'ada',
		'-V',
		'-2h:-1h',
		`${key}.pub`,
	]);
	const lines = [
		`HostName ${address}`,
		`Port ${port}`,
		`User ${user}`,
		`IdentityFile ${key}`,
		'IdentitiesOnly yes',
	];
	await appendFile(configFile, ['', 'Host expired', ...lines, ''].join('\n'));
}

describe('A connection', () => {
	let flaky: FlakyHost;
	const settings: Record<string, unknown> = {};
	before(async () => {
		flaky = await startFlakyHost('practice');
		await addExpired(flaky.configFile);
		settings['aiFactory.sshConfigFile'] = flaky.configFile;
		settings['aiFactory.clusters'] = {
			...practiceSettings['aiFactory.clusters'],
			flaky: { host: 'flaky', profile: 'practice' },
			both: { host: ['practice', 'practice-login2'], profile: 'practice' },
			outdated: { host: 'expired', profile: 'practice' },
		};
	});
	const inUse = useEditor(settings);
	after(() => flaky.link.close());
	const clear = () => palette(inUse.page, 'Notifications: Clear All Notifications');

	it('asks for a one-time code as the server puts it, hidden, and once', async () => {
		const { page } = inUse;
		await chooseHost(page, 'practice-totp');
		await page.locator('.quick-input-widget').getByText('Verification code:').waitFor();
		await page.locator('.quick-input-widget input[type=password]').waitFor();
		await screenshotOfQuestion();
		await answer(page, oneTimeCode(readFactory().totpSecret, new Date()));
		await connected(page, 'practice-totp').waitFor();
	});

	it('says after a wrong password what happened, without a second try', async () => {
		const { page } = inUse;
		await chooseHost(page, 'practice-password');
		await page.locator('.quick-input-widget input[type=password]').waitFor();
		await answer(page, 'not the password');
		await notified(page, 'practice-password refused the sign-in of "ada".');
		await clear();
	});

	it('opens a terminal on the login node that knows its size', async () => {
		const { page } = inUse;
		await palette(page, 'AI Factory: Disconnect');
		await connectTo(page, 'flaky');
		await palette(page, 'AI Factory: Open Terminal');
		await shows(/:~\$/);
		await page.keyboard.type('printf "$((6*7)) \\303\\251 on %s\\n" $(tty | cut -c1-8); stty size\n');
		await shows(/42 é on \/dev\/pts\n\d+ \d+/);
		await screenshot(page, 'terminal');
	});

	it('comes back by itself after it was cut, and says so meanwhile', async () => {
		const { page } = inUse;
		await openView(page);
		flaky.link.cut();
		await statusItem(page)
			.getByText(/flaky: Reconnecting/)
			.waitFor();
		await connected(page, 'flaky').waitFor();
		await shows(/The connection to flaky was lost, and this shell with it/);
	});

	it('tells in the view that it is tried again, and lets the person stop and go on', async () => {
		const { page } = inUse;
		await flaky.link.refuse();
		flaky.link.cut();
		const reconnecting = row(page, /^flaky: Reconnecting in/);
		await reconnecting.waitFor();
		await screenshot(page, 'reconnecting');
		await pressInRow(reconnecting, 'Stop Reconnecting');
		const lost = row(page, /^flaky: Connection lost/);
		await lost.waitFor();
		await screenshot(page, 'connection-lost');
		await flaky.link.accept();
		await pressInRow(lost, 'Connect…');
		await connected(page, 'flaky').waitFor();
		await lost.waitFor({ state: 'hidden' });
	});

	it('makes a port of the other side one of this computer', async () => {
		const { page } = inUse;
		const server = createServer((_request, response) => response.end('a page over there')).listen(
			0,
			'127.0.0.1',
		);
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		await palette(page, 'AI Factory: Forward Port…');
		await answer(page, `http://127.0.0.1:${port}/lab`);
		await notified(page, /is at localhost:\d+ until you disconnect/);
		const words = (await notification(page, /is at localhost:/).textContent()) ?? '';
		const [, local] = /localhost:(\d+)/.exec(words) ?? [];
		assert.notEqual(Number(local), port);
		const answered = await fetch(`http://127.0.0.1:${local}/`);
		assert.equal(await answered.text(), 'a page over there');
		server.close();
		server.closeAllConnections();
		await clear();
	});

	it('goes over another login node when the person says so', async () => {
		const { page } = inUse;
		await palette(page, 'AI Factory: Disconnect');
		await connectTo(page, 'both');
		await palette(page, 'AI Factory: Choose Login Node…');
		const nodes = page.locator('.quick-input-widget').getByRole('option');
		await nodes.filter({ hasText: 'in use' }).waitFor();
		const other = nodes.filter({ hasNotText: 'in use' }).first();
		const name = (await other.getAttribute('aria-label')) ?? '';
		await other.click();
		await page.locator('.sidebar').getByText(`both on ${name}`).waitFor();
	});

	it('knows a certificate that has expired before it dials, and offers to renew it in a terminal', async () => {
		const { page } = inUse;
		await chooseHost(page, 'outdated');
		await notified(page, /certificate .*expired/);
		await screenshot(page, 'certificate-expired');
		await notification(page, /expired/)
			.getByRole('button', { name: 'Renew Certificate' })
			.click();
		await shows(/ssh-keygen -s \/srv\/aifactory\/client\/user_ca -I ada@practice/);
		await screenshot(page, 'renew-certificate');
		await clear();
	});

	it('forgets on one click what it kept', async () => {
		await palette(inUse.page, 'AI Factory: Forget Kept Passwords and Passphrases');
		await notified(inUse.page, 'No password or passphrase was kept.');
		await clear();
	});

	const shows = (text: RegExp) =>
		untilDone(async () => {
			const shown = await terminalText(inUse.page);
			if (!text.test(shown)) throw new Error(`not in the terminal:\n${shown}`);
		}, 20);

	async function screenshotOfQuestion(): Promise<void> {
		const { page } = inUse;
		await quickInput(page).fill('123456');
		await page.screenshot({ path: 'artifacts/screenshots/one-time-code.png' });
		await quickInput(page).fill('');
	}
});
