import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { isAbort } from '../../../../src/base/abort.ts';
import { ProblemError } from '../../../../src/problems/problem.ts';
import { askOpenSsh, findOpenSsh, type OpenSsh } from '../../../../src/remote/config/openSshConfig.ts';
import { resolveHost } from '../../../../src/remote/config/sshConfig.ts';
import { MemoryLog } from '../../../support/memoryLog.ts';
import { untilGone } from '../../../support/untilGone.ts';

const forever = new AbortController().signal;

describe('The ssh program', () => {
	const path = process.env['PATH'] ?? '';
	afterEach(() => {
		process.env['PATH'] = path;
	});

	/** Puts a shell script in the place of ssh. */
	const pretend = (script: string) => {
		const folder = mkdtempSync(join(tmpdir(), 'aif-program-'));
		writeFileSync(join(folder, 'ssh'), `#!/bin/sh\n${script}\n`);
		chmodSync(join(folder, 'ssh'), 0o755);
		process.env['PATH'] = folder + delimiter + path;
	};
	const empty = join(mkdtempSync(join(tmpdir(), 'aif-empty-')), 'config');
	writeFileSync(empty, 'Host leo\n\tPort 2022\n');

	for (const [what, script] of [
		['prints rubbish', 'echo rubbish; exit 0'],
		['knows no -G', 'echo "unknown option -- G" >&2; exit 255'],
		['prints without end', 'yes'],
	] as const) {
		it(`is not asked when it ${what}`, async () => {
			pretend(script);
			const log = new MemoryLog();
			const settings = await resolveHost({ host: 'leo', configFile: empty }, forever, log);
			assert.equal(settings.port, 2022);
			assert.match(log.lines[0] ?? '', /by AI Factory's own reader: the ssh program /);
		});
	}

	it('is not waited for when it hangs, and is ended with all that it started', async () => {
		pretend('sleep 6401; echo late');
		assert.match(JSON.stringify(await findOpenSsh(0.2)), /the ssh program fails: .*timeout/);
		await untilGone(/sleep 6401/);
	});

	it('is asked again after it once gave no answer in time', async () => {
		const flag = join(mkdtempSync(join(tmpdir(), 'aif-flag-')), 'busy');
		writeFileSync(flag, '');
		pretend(`[ -e ${flag} ] && sleep 6403\necho "OpenSSH_9.2p1, more" >&2\necho hostname h\necho port 22`);
		assert.ok('missing' in (await findOpenSsh(0.2)));
		rmSync(flag);
		const ssh = await findOpenSsh();
		assert.ok('version' in ssh, JSON.stringify(ssh));
		assert.equal(ssh.version, 'OpenSSH_9.2p1');
		assert.equal(await findOpenSsh(), ssh);
		await untilGone(/sleep 6403/);
	});

	const waiting = join(mkdtempSync(join(tmpdir(), 'aif-exec-')), 'config');
	writeFileSync(waiting, 'Match exec "sleep 6402"\n\tPort 1\n');

	it('may run programs for long, but not for ever', async () => {
		const ssh = (await findOpenSsh()) as OpenSsh;
		await assert.rejects(askOpenSsh(ssh, ['-F', waiting, 'leo'], waiting, forever, 0.2), (error) => {
			assert.ok(error instanceof ProblemError && error.problem.kind === 'badSshConfig');
			return /no answer in 0.2 seconds/.test(error.problem.detail);
		});
		await untilGone(/sleep 6402/);
	});

	it('ends with the signal', async () => {
		const giveUp = new AbortController();
		setTimeout(() => giveUp.abort(), 100);
		await assert.rejects(resolveHost({ host: 'leo', configFile: waiting }, giveUp.signal), isAbort);
		await untilGone(/sleep 6402/);
	});
});
