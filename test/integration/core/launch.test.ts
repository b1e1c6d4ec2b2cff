import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from '../../../src/app.ts';
import { scriptSource } from '../../../src/launch/batchScript.ts';
import { submitInOrder, withWhatItNeeds } from '../../../src/launch/pipeline.ts';
import type { Recipe } from '../../../src/launch/recipe.ts';
import { recipeForFile, withChanges } from '../../../src/launch/runFile.ts';
import type { ClusterSession } from '../../../src/session/clusterSession.ts';
import { exitCodeOf, untilEnded } from '../../../src/session/untilEnded.ts';
import type { Job, JobId } from '../../../src/slurm/job.ts';
import { recipeFrom, recipesIn } from '../../support/jobFile.ts';
import { forever, readFactory } from '../../support/practice.ts';
import { connected, practiceApp } from '../../support/practiceApp.ts';
import { filesOfTemplate } from '../../support/templates.ts';

const STAND_INS = join(import.meta.dirname, '../../support/standIns');

describe('What a job file says, on the practice factory', () => {
	let app: App;
	let session: ClusterSession;
	const { home } = readFactory().users['ada']!;
	const folder = `${home}/launch-tests`;

	before(async () => {
		({ app } = practiceApp());
		session = await connected(app);
		await shell(`rm -rf ${folder} && mkdir -p ${folder}/bin`);
		for (const name of readdirSync(STAND_INS))
			await write(`bin/${name}`, readFileSync(join(STAND_INS, name), 'utf8'));
		await shell(`chmod +x ${folder}/bin/*`);
	});
	after(async () => {
		await shell(`rm -rf ${folder}`);
		await app.dispose();
	});

	const shell = (line: string) =>
		session.run({ argv: ['sh', '-c', line], parse: (stdout: string) => stdout }, forever);
	const write = (path: string, text: string) =>
		session.files.write(`${folder}/${path}`, new TextEncoder().encode(text), forever);
	const read = async (path: string) =>
		new TextDecoder().decode(await session.files.read(`${folder}/${path}`, forever));

	const submit = async (workDir: string, recipe: Recipe, jobs: readonly Recipe[] = []) => {
		const outcome = await submitInOrder(withWhatItNeeds(recipe, jobs), (one, options) =>
			session.slurm.submit(
				scriptSource(one, session.site.slurm.gpuRequest),
				{ workDir: `${folder}/${workDir}`, options, arguments: [] },
				forever,
			),
		);
		if (outcome.failed) throw outcome.failed.error;
		await session.jobs.refreshAfterAction();
		return outcome.submitted.map(({ submitted }) => submitted.id);
	};
	/** A job, or all tasks of an array that have a row of their own. */
	const rows = (id: string): readonly Job[] => {
		const { snapshot } = session.jobs;
		const all = snapshot.kind === 'loading' ? [] : snapshot.jobs;
		return all.filter((job) => job.id === id || job.array?.id === id);
	};
	const until = async (id: string, fits: (job: Job) => boolean) => {
		for (;;) {
			await session.jobs.refresh();
			const found = rows(id);
			if (found.length > 0 && found.every(fits)) return found;
			await new Promise((resolve) => setTimeout(resolve, 500));
		}
	};
	const ended = (id: string) => untilEnded(session, id, forever);
	const output = async (workDir: string, id: string) => read(`${workDir}/slurm-${id}.out`);

	/** Copies a template to the cluster, with the stand-ins in front of its programs. */
	const prepared = async (id: string) => {
		await shell(`mkdir -p ${folder}/${id}`);
		const files = filesOfTemplate(id);
		for (const [name, text] of files) await write(`${id}/${name}`, text);
		return recipesIn(files.get('aifactory.yaml') ?? '').map((recipe) => {
			const variables = { ...recipe.environment.variables, PATH: `${folder}/bin:$PATH` };
			return { ...recipe, environment: { ...recipe.environment, variables } };
		});
	};
	const last = (recipes: readonly Recipe[]) => recipes.at(-1)!;
	const completed = async (id: string) => {
		const tasks = await ended(id);
		assert.deepEqual(
			tasks.map(({ state }) => state),
			tasks.map(() => 'COMPLETED'),
			await shell(`cat ${folder}/*/slurm-${id}*.out`),
		);
		return tasks;
	};

	it('trains on one GPU by the template', async () => {
		const recipes = await prepared('train-gpu');
		const [id = ''] = await submit('train-gpu', last(recipes));
		const [job] = await completed(id);
		assert.deepEqual(
			[job?.name, job?.partition, job?.cpuCount, job?.gpus.reduce((sum, { count }) => sum + count, 0)],
			['train', 'gpu', 4, 1],
		);
		const said = await output('train-gpu', id);
		assert.match(said, /^PyTorch was not found: .*\n(epoch \d\/5 {2}loss [\d.]+\n){5}Done\.\n$/);
		assert.equal((await read('train-gpu/outputs/losses.csv')).trim().split('\n').length, 6);
	});

	it('starts a torchrun on each node by the template, which meet at the first', async () => {
		const recipes = await prepared('train-many-nodes');
		const [id = ''] = await submit('train-many-nodes', last(recipes));
		const [job] = await completed(id);
		assert.equal(job?.nodeCount, 2);
		const said = await output('train-many-nodes', id);
		assert.match(said, /^meeting point gcn\d of 2 nodes, 4 processes, OMP_NUM_THREADS=4: gcn\d came$/m);
		assert.match(said, /^other gcn\d of 2 nodes, 4 processes/m);
	});

	it('runs a sweep by the template, and what sums it up after it', async () => {
		const recipes = await prepared('sweep');
		const [sweep = '', best = ''] = await submit('sweep', last(recipes), recipes);
		assert.match(rows(best)[0]?.dependency ?? '', new RegExp(`^afterany:${sweep}_?\\*?`));
		const tasks = await completed(sweep);
		assert.equal(tasks.length, 6);
		const said = await Promise.all(tasks.map(({ id }) => output('sweep', id)));
		assert.deepEqual(said.map((text) => /^lr (\S+) {2}seed (\d)/.exec(text)?.slice(1, 3).join()).sort(), [
			'0.01,1',
			'0.01,2',
			'0.1,1',
			'0.1,2',
			'0.3,1',
			'0.3,2',
		]);
		await completed(best);
		assert.match(await output('sweep', best), /^Best of 6: lr 0\.3, seed \d/);
	});

	for (const [template, file, request] of [
		[
			'vllm-server',
			'server',
			(key: string, at: string) => `curl -sf -H "Authorization: Bearer ${key}" ${at}/models`,
		],
		['jupyterlab', 'jupyter', (_: string, at: string) => `curl -sf "${at}"`],
	] as const)
		it(`serves by the template ${template}, at the node's own address, only those who have the key`, async () => {
			const recipes = await prepared(template);
			const [id = ''] = await submit(template, last(recipes));
			await until(id, ({ phase }) => phase !== 'pending');
			const secret = `${template}/${file}-${id}.txt`;
			const at = async (): Promise<string> => read(secret).then((text) => text || at(), at);
			const [address = '', key = ''] = (await at()).trim().split(' ');
			const [bare = ''] = address.split('?');
			assert.equal((await shell(`stat -c %a ${folder}/${secret}`)).trim(), '600');
			const said = await output(template, id);
			assert.match(said, /^\w+: http:\/\/gcn\d:\d+/);
			assert.ok(key.length > 0 || address.includes('token='));
			assert.ok(!said.includes(key || 'token='), said);
			// The address answers once the program listens.
			const knock = `for i in $(seq 100); do code=$(curl -s -o /dev/null -w '%{http_code}' ${bare}); [ "$code" != 000 ] && break; sleep 0.2; done; echo $code`;
			assert.match(await shell(knock), /^40[13]$/m);
			await shell(request(key, address));
			await completed(id);
			assert.equal(await shell(`ls ${folder}/${template}`).then((names) => names.includes('.txt')), false);
		});

	it('prepares data on CPUs by the template, each task its part', async () => {
		const recipes = await prepared('prepare-data');
		const [id = ''] = await submit('prepare-data', last(recipes));
		assert.equal((await completed(id)).length, 4);
		const lines = await shell(`cat ${folder}/prepare-data/prepared/part-*.jsonl | wc -l`);
		assert.equal(lines.trim(), '1000');
		assert.match(
			await output('prepare-data', `${id}_3`),
			/^250 documents with 4 cores in prepared\/part-0003\.jsonl$/m,
		);
	});

	it('fetches an image and runs in it by the template', async () => {
		const recipes = await prepared('container');
		const [fetch = '', run = ''] = await submit('container', last(recipes), recipes);
		await completed(fetch);
		await completed(run);
		const said = await output('container', run);
		assert.match(said, /^apptainer --nv\napptainer --bind\nPython [\d.]+ on gcn\d\nImage: image\.sif\n/);
	});

	it('goes back to the queue by the template, and on from where it was', async () => {
		const [recipe] = await prepared('checkpoint');
		const short = withChanges(recipe!, { args: ['--steps', '12', '--state', 'state.json'] });
		const [id = ''] = await submit('checkpoint', short);
		await until(id, ({ phase }) => phase === 'running');
		const begun = async (): Promise<string> =>
			output('checkpoint', id).then((text) => (text.includes('Begins') ? text : begun()), begun);
		await begun();
		await shell(`scancel --signal=USR1 --batch ${id}`);
		await until(id, ({ phase, restarts }) => phase === 'pending' && restarts === 1);
		// Slurm lets a job wait two minutes after a requeue, so that nothing of the first turn ends the second one.
		await shell(`while pgrep -f '[s]lurmstepd: .${id}' >/dev/null; do sleep 0.2; done`);
		await shell('while sinfo --noheader --states=completing --format=%n | grep -q .; do sleep 0.5; done');
		await shell(`scontrol update JobId=${id} StartTime=now`);
		await completed(id);
		const said = await output('checkpoint', id);
		const [, step = ''] = /^Saved at step (\d+)\.$/m.exec(said) ?? [];
		assert.ok(said.includes('Begins at step 0 of 12; turn 1'), said);
		assert.ok(said.includes(`Begins at step ${step} of 12; turn 2`), said);
		assert.ok(said.endsWith('Done: 12 steps.\n'), said);
	});

	for (const id of ['train-many-nodes', 'vllm-server', 'jupyterlab', 'container'])
		it(`says in one line what is missing on a cluster without it: ${id}`, async () => {
			await prepared(id);
			const [recipe] = recipesIn(filesOfTemplate(id).get('aifactory.yaml') ?? '');
			const [job = ''] = await submit(id, recipe!);
			const [found] = await ended(job);
			assert.deepEqual([found?.state, found?.exit?.code], ['FAILED', 127]);
			assert.match(await output(id, job), /^\S+ was not found on \w+: [^\n]+\n$/);
		});

	it('ends a job whose condition can no longer come true, and runs what waits for a failure', async () => {
		await shell(`mkdir -p ${folder}/order`);
		const recipes = recipesIn(
			[
				'defaults: { resources: { partition: cpu, time: 1 } }',
				'jobs:',
				'  fails: { command: exit 3 }',
				'  never: { command: echo no, after: [fails] }',
				'  repair: { command: echo repaired, after: { fails: notOk } }',
				'  all: { command: date, after: { never: any, repair: ok } }',
			].join('\n'),
		);
		const [fails = '', never = '', repair = '', all = ''] = await submit('order', last(recipes), recipes);
		assert.deepEqual((await ended(fails))[0]?.exit, { code: 3, signal: 0 });
		assert.equal((await ended(never))[0]?.state, 'CANCELLED');
		await completed(repair);
		await completed(all);
	});

	it('has one exit code for all tasks of an array, and one for a job that was ended', async () => {
		await shell(`mkdir -p ${folder}/codes`);
		const some = (lines: string, tasks: string) =>
			recipeFrom(`command: ${lines}`, tasks, 'resources: { partition: cpu, time: 1 }');
		const [array = ''] = await submit('codes', some('exit $((SLURM_ARRAY_TASK_ID * 2))', 'array: 3'));
		assert.ok([2, 4].includes(exitCodeOf(await ended(array))));
		const [whole = ''] = await submit('codes', some('exit 0', 'array: 2'));
		assert.equal(exitCodeOf(await ended(whole)), 0);
		const [stopped = ''] = await submit('codes', some('sleep 100', 'sync: true'));
		await session.slurm.cancel(stopped as JobId, forever);
		await session.jobs.refreshAfterAction();
		assert.equal(exitCodeOf(await ended(stopped)), 1);
	});

	it('takes every value literally, as Slurm itself reads the script', async () => {
		await shell(`mkdir -p ${folder}/quoting`);
		const recipe = recipeFrom(
			`command: printf '%s|' "$A" "$PWD" "$OMP_NUM_THREADS"`,
			'resources: { partition: cpu, time: 1, cpus: 2 }',
			`environment: { variables: { A: "it's $$HOME \\"#\\" \`id\` \${SLURM_JOB_NAME}" } }`,
			`workDir: "a b's"`,
			`output: "my out $%j #1's.txt"`,
			'options: [--comment="a b"]',
		);
		const [id = ''] = await submit('quoting', recipe);
		const [job] = await ended(id);
		assert.equal(job?.comment, 'a b');
		assert.equal(
			await read(`quoting/my out $${id} #1's.txt`),
			`it's $HOME "#" \`id\` one|${folder}/quoting/a b's|2|`,
		);
	});

	it('runs a file that is not on the cluster, and a notebook', async () => {
		await shell(`mkdir -p ${folder}/file`);
		const choice = {
			resources: { partition: 'cpu', time: '1' },
			environment: { modules: [], venv: undefined, conda: undefined },
		};
		const text = 'import sys\nprint("arguments", sys.argv[1:])\nsys.exit(4)\n';
		const [id = ''] = await submit('file', recipeForFile('src/a b.py', choice, text, ['x y']));
		const [job] = await ended(id);
		assert.deepEqual([job?.name, job?.exit?.code], ['a-b', 4]);
		assert.equal(await output('file', id), "arguments ['x y']\n");

		await write(
			'file/plot.ipynb',
			JSON.stringify({ cells: [{ cell_type: 'code', source: ['print(6 * 7)'] }] }),
		);
		const notebook = recipeForFile('plot.ipynb', choice, undefined);
		const variables = { PATH: `${folder}/bin:$PATH` };
		const [run = ''] = await submit('file', {
			...notebook,
			environment: { ...notebook.environment, variables },
		});
		await completed(run);
		assert.equal(await output('file', run), '42\n');
		assert.equal((await shell(`ls -A ${folder}/file | sort`)).includes(`plot-${run}.ipynb`), true);
	});
});
