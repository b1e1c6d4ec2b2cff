import assert from 'node:assert/strict';
import { ProblemError } from '../../../../src/problems/problem.ts';
import { parseHop, routeTo } from '../../../../src/remote/config/proxyJump.ts';
import type { HostQuery } from '../../../../src/remote/config/sshConfig.ts';
import { settingsWith } from '../../../support/sshSettings.ts';

describe('parseHop', () => {
	const cases: Readonly<Record<string, ReturnType<typeof parseHop>>> = {
		gate: { host: 'gate' },
		'ada@gate.example.org': { host: 'gate.example.org', user: 'ada' },
		'gate:2222': { host: 'gate', port: 2222 },
		'ada@site@gate:22': { host: 'gate', user: 'ada@site', port: 22 },
		'ssh://ada@gate:2222/': { host: 'gate', user: 'ada', port: 2222 },
		'[2001:db8::1]:2222': { host: '2001:db8::1', port: 2222 },
		'2001:db8::1': { host: '2001:db8::1' },
	};
	for (const [text, hop] of Object.entries(cases))
		it(`reads ${text}`, () => assert.deepEqual(parseHop(text), hop));
});

describe('The route to a host', () => {
	/** Host to its ProxyJump. */
	const through =
		(jumps: Readonly<Record<string, string>>) =>
		async ({ host, user = 'ada', port = 22 }: HostQuery) =>
			settingsWith({ alias: host, user, port, proxyJump: jumps[host]?.split(',') ?? [] });
	const routeOf = async (host: string, jumps: Readonly<Record<string, string>>) => {
		const resolve = through(jumps);
		const route = await routeTo(await resolve({ host }), undefined, resolve);
		return route.map(({ alias, user, port }) => `${user}@${alias}:${port}`).join(' ');
	};

	it('is the host alone where there is no jump', async () => {
		assert.equal(await routeOf('a', {}), 'ada@a:22');
	});

	it('goes through the hops in their order, each with its own settings', async () => {
		assert.equal(await routeOf('a', { a: 'b,bob@c:2222' }), 'ada@b:22 bob@c:2222 ada@a:22');
	});

	it("goes by the first hop's own jump, not by those of the others", async () => {
		assert.equal(await routeOf('a', { a: 'b,c', b: 'd', c: 'x' }), 'ada@d:22 ada@b:22 ada@c:22 ada@a:22');
		assert.equal(await routeOf('a', { a: 'b,b' }), 'ada@b:22 ada@b:22 ada@a:22');
	});

	it('is a problem where hosts jump through each other, which names them', async () => {
		for (const [jumps, hops] of [
			[{ a: 'a' }, ['a', 'a']],
			[{ a: 'b', b: 'a' }, ['a', 'b', 'a']],
			[{ a: 'b,x', b: 'c', c: 'user@b:2222' }, ['a', 'b', 'c', 'b']],
		] as const) {
			await assert.rejects(routeOf('a', jumps), (error) => {
				assert.ok(error instanceof ProblemError);
				assert.deepEqual(error.problem, { kind: 'jumpLoop', host: 'a', hops });
				return true;
			});
		}
	});

	it('asks with the same configuration for every hop', async () => {
		const files: (string | undefined)[] = [];
		const target = settingsWith({ proxyJump: ['b', 'c'] });
		await routeTo(target, '/config', async ({ host, configFile }) => {
			files.push(configFile);
			return settingsWith({ alias: host });
		});
		assert.deepEqual(files, ['/config', '/config']);
	});
});
