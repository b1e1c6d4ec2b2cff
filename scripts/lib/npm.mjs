import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from './process.mjs';

const NO_NETWORK =
	'Check the network and, behind a proxy, the settings of npm ("npm ping" tells), then run this again.';

/**
 * Runs npm without its chatter.
 * @param {readonly string[]} args
 * @param {{cwd: string, what: string, env?: Record<string, string | undefined>}} options `what` could not be had
 */
export function npm(args, { cwd, what, env = {} }) {
	return run('npm', args, {
		cwd,
		env: { ...outerEnvironment(), ...QUIET, ...env },
		deadlineSeconds: 900,
		orElse: `npm could not get ${what}. ${NO_NETWORK}`,
	});
}

/**
 * Unpacks one published package, or a part of it, without running anything of it.
 * @param {string} spec name@version
 * @param {string} part a folder inside the package
 * @param {string} into receives the content of the package's root
 */
export async function unpackPackage(spec, part, into) {
	const download = await mkdtemp(`${into}-download-`);
	try {
		await npm(['pack', spec], { cwd: download, what: spec });
		const [tarball] = await readdir(download);
		await mkdir(into, { recursive: true });
		await run('tar', [
			'xzf',
			join(download, tarball ?? ''),
			'-C',
			into,
			'--strip-components=1',
			`package/${part}`,
		]);
	} finally {
		await rm(download, { recursive: true, force: true });
	}
}

const QUIET = {
	npm_config_loglevel: 'error',
	npm_config_fund: 'false',
	npm_config_audit: 'false',
	npm_config_update_notifier: 'false',
};

/** This environment without what an outer `npm run` put there for its own package. */
function outerEnvironment() {
	const kept = Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)_/.test(name));
	return Object.fromEntries(kept);
}
