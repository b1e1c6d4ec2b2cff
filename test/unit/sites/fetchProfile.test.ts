import assert from 'node:assert/strict';
import { isProblem } from '../../../src/problems/problem.ts';
import { type Fetch, fetchProfile, isProfileAddress } from '../../../src/sites/fetchProfile.ts';
import { forever } from '../../support/practice.ts';

const answering =
	(response: () => Response, asked: RequestInit[] = []): Fetch =>
	async (_address, options) => {
		asked.push(options);
		return response();
	};
const leadingTo = (url: string) => Object.defineProperty(new Response('title: X'), 'url', { value: url });

describe('A site profile at an address', () => {
	it('is fetched without anything of the person, and named by its file', async () => {
		const asked: RequestInit[] = [];
		const get = answering(() => new Response('title: Ünique\n'), asked);
		const profile = await fetchProfile('https://www.example.org/hpc/hal.yaml?v=2', forever, get);
		assert.deepEqual(profile, { file: 'hal.yaml', text: 'title: Ünique\n' });
		assert.equal(asked[0]?.credentials, 'omit');
	});

	it('with the name that all centres give it is named by its host, so that two do not replace each other', async () => {
		const get = answering(() => new Response('title: X'));
		const { file } = await fetchProfile('https://hpc.example.org/aifactory-site.yaml', forever, get);
		assert.equal(file, 'hpc.example.org.yaml');
		const odd = await fetchProfile('https://hpc.example.org/a/..%2F..%2Fx%20y.yaml', forever, get);
		assert.equal(odd.file, '..-..-x-y.yaml');
	});

	for (const [what, response, detail] of [
		['is not there', () => new Response('', { status: 404 }), /HTTP 404/],
		['leads to where others can change it', () => leadingTo('http://example.org/x.yaml'), /leads to http:/],
		['is no text', () => new Response(new Uint8Array([0xff, 0xfe, 0])), /valid/],
		[
			'has no end',
			() =>
				new Response(
					new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) }),
				),
			/too long/,
		],
		[
			'cannot be reached',
			() => {
				throw new TypeError('fetch failed');
			},
			/fetch failed/,
		],
	] as const) {
		it(`that ${what} is refused`, async () => {
			await assert.rejects(
				fetchProfile('https://example.org/x.yaml', forever, answering(response)),
				(error) => isProblem(error, 'badProfile') && detail.test(error.problem.detail),
			);
		});
	}

	it('is given up with the reason of the person who cancelled', async () => {
		const reason = new Error('cancelled');
		const get = answering(() => new Response('title: X'));
		const failing: Fetch = async (address, options) => {
			options.signal?.throwIfAborted();
			return get(address, options);
		};
		await assert.rejects(
			fetchProfile('https://example.org/x.yaml', AbortSignal.abort(reason), failing),
			reason,
		);
	});

	it('has an address that nobody can change on its way and that carries no password', () => {
		assert.equal(isProfileAddress('https://example.org/a.yml'), true);
		for (const text of [
			'http://example.org/a.yaml',
			'https://a:b@example.org/a.yaml',
			'https://x/a.txt',
			'a.yaml',
		])
			assert.equal(isProfileAddress(text), false, text);
	});
});
