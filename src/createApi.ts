import { type Budget, remainingOf, remainingShareOf } from './allocation/budget.ts';
import type { AccountAllocation, AiFactoryApi, JobInfo, JobSubmission } from './api.ts';
import type { App } from './app.ts';
import { unlessAborted } from './base/abort.ts';
import { shellQuote } from './base/shellQuote.ts';
import { ProblemError } from './problems/problem.ts';
import type { ClusterSession } from './session/clusterSession.ts';
import { followJob } from './session/followJob.ts';
import { submitJob } from './session/submitJob.ts';
import type { Job } from './slurm/job.ts';

const NEVER = new AbortController().signal;

/** The public interface over the core. */
export function createApi(app: App): AiFactoryApi {
	const session = (cluster: string) => app.sessions.get(cluster);
	return {
		version: 1,
		async listClusters() {
			const clusters = [...app.configuredClusters(), ...(await app.sshHosts())];
			return clusters.map(({ name, hosts }) => ({
				name,
				host: hosts[0] ?? name,
				state: app.sessions.states.get(name)?.kind ?? 'disconnected',
			}));
		},
		async connect(cluster, signal = NEVER) {
			const config = await app.cluster(cluster);
			if (!config)
				throw new ProblemError({
					kind: 'badSetting',
					setting: 'aiFactory.clusters',
					detail: `no cluster "${cluster}"`,
				});
			await app.sessions.connect(config, signal);
		},
		disconnect: (cluster) => app.sessions.disconnect(cluster),
		run: async (cluster, argv, signal = NEVER) => session(cluster).host.exec(shellQuote(argv), signal),
		async listJobs(cluster, signal = NEVER) {
			const { jobs } = session(cluster);
			await unlessAborted(jobs.refresh(), signal);
			if (jobs.snapshot.kind === 'stale') throw jobs.snapshot.error;
			return jobs.snapshot.kind === 'loaded' ? jobs.snapshot.jobs.map(jobInfo) : [];
		},
		submitJob: (cluster, submission, signal = NEVER) => submit(session(cluster), submission, signal),
		cancelJob: async (cluster, jobId, signal = NEVER) => {
			const { slurm, jobs } = session(cluster);
			await slurm.cancel(jobId as Job['id'], signal);
			await jobs.refreshAfterAction();
		},
		async *followOutput(cluster, jobId, signal = NEVER) {
			for await (const event of followJob(session(cluster), jobId, signal))
				if (event.kind === 'text') yield event.bytes;
		},
		async listStorageRoots(cluster, signal = NEVER) {
			const areas = await session(cluster).areas(signal);
			return areas.map(({ label, path }) => ({
				label,
				path,
				uri: `aifactory://${cluster}${encodeURI(path)}`,
			}));
		},
		async readAllocation(cluster, signal = NEVER) {
			const { allocation } = session(cluster);
			await unlessAborted(allocation.refresh(), signal);
			if (allocation.snapshot.kind === 'stale') throw allocation.snapshot.error;
			const budgets = allocation.snapshot.kind === 'loaded' ? allocation.snapshot.budgets : [];
			return budgets.map(accountAllocation);
		},
		async readLoad(cluster) {
			const { calls, total, bytes, seconds, medianMs } = session(cluster).slurm.load.lastHour();
			return { calls: total, callsByProgram: calls, bytes, seconds, medianMilliseconds: medianMs };
		},
	};
}

async function submit(
	session: ClusterSession,
	submission: JobSubmission,
	signal: AbortSignal,
): Promise<string> {
	const source =
		'scriptPath' in submission
			? ({ kind: 'remote', path: submission.scriptPath } as const)
			: ({ kind: 'local', name: submission.scriptName, text: submission.scriptText } as const);
	const folder =
		source.kind === 'remote' ? source.path.replace(/\/[^/]*$/, '') || '/' : await session.homeFolder(signal);
	const how = {
		workDir: submission.workDir ?? folder,
		options: submission.options ?? [],
		arguments: submission.arguments ?? [],
	};
	const { id } = await submitJob(session, source, how, signal);
	await session.jobs.refreshAfterAction();
	return id;
}

/** Version 1 promises minutes of what Slurm limits; figures of a site's own tool have units of their own. */
function accountAllocation({ account, isDefault, lines }: Budget): AccountAllocation {
	const slurms = lines.filter(({ unit, onlyIn }) => unit === undefined && onlyIn === undefined);
	return {
		account,
		isDefault,
		limits: slurms.flatMap(({ resource, granted, used, committed }) =>
			granted === undefined || used === undefined
				? []
				: [
						{
							resource,
							limitMinutes: Math.round(granted * 60),
							usedMinutes: Math.round(used * 60),
							committedMinutes: Math.round((committed ?? 0) * 60),
						},
					],
		),
		figures: lines.map((line) => ({
			resource: line.resource,
			unit: line.unit ?? 'h',
			granted: line.granted,
			used: line.used,
			committed: line.committed,
			remaining: remainingOf(line),
			remainingShare: remainingShareOf(line),
			end: line.end,
		})),
	};
}

function jobInfo(job: Job): JobInfo {
	return {
		id: job.id,
		name: job.name,
		state: job.state,
		phase: job.phase,
		reason: job.phase === 'pending' ? job.reason : '',
		account: job.account,
		partition: job.partition,
		nodes: job.nodes,
		elapsedSeconds: job.elapsed,
		limitSeconds: job.limit,
		outputPath: job.outputPath,
		exitCode: job.exit?.code,
	};
}
