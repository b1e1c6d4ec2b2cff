import { linesOf } from '../base/lines.ts';
import { shellQuote } from '../base/shellQuote.ts';
import { ProblemError } from '../problems/problem.ts';
import type { RemoteHost } from '../remote/remoteHost.ts';
import { type NodeSample, parseNodeSample } from './nodeSample.ts';

/**
 * Prints a line for each sample until nobody listens. Runs on every node of the job as one task of one step.
 *
 * It counts the programs that the job runs on this node, by the variables that Slurm gives each of them, and leaves out
 * itself and its like. Time of children that ended is in their parents'. Memory that programs share is counted for each.
 *
 * A sampler whose srun was killed is told nothing (seen with Slurm 22.05: neither end of input nor a broken pipe), so it
 * waits for signs of life and goes without them, and after an hour in any case.
 */
const SAMPLER = `export LC_ALL=C AIF_SAMPLER=1
token=$1 pause=$2 silence=$3
exec 3<&0 </dev/null
( while timeout "$silence" /bin/sh -c 'read -r beat' <&3; do :; done; kill -TERM $$ ) >/dev/null 2>&1 &
exec 3<&-
ticks=$(getconf CLK_TCK) page=$(getconf PAGESIZE)
node=\${SLURMD_NODENAME:-$(hostname -s)}
usage() {
  for env in $(grep -lzsx "SLURM_JOB_ID=$SLURM_JOB_ID" /proc/[0-9]*/environ 2>/dev/null); do
    grep -qzsx "SLURMD_NODENAME=$node" "$env" || continue
    ! grep -qzs '^AIF_SAMPLER=' "$env" || continue
    dir=\${env%environ}
    echo "$(sed 's/^.*) //' "$dir/stat" 2>/dev/null) rss $(cut -d' ' -f2 "$dir/statm" 2>/dev/null)"
  done | awk -v ticks="$ticks" -v page="$page" '
    { cpu += $12 + $13 + $14 + $15; for (i = 1; i < NF; i++) if ($i == "rss") memory += $(i + 1) }
    END { printf "%.2f %.0f", cpu / ticks, memory * page }'
}
nvidia() {
  set -- --query-gpu=index,utilization.gpu,memory.used,memory.total --format=csv,noheader,nounits
  { [ -n "$CUDA_VISIBLE_DEVICES" ] && timeout 20 nvidia-smi -i "$CUDA_VISIBLE_DEVICES" "$@"; } || timeout 20 nvidia-smi "$@"
}
gpus() {
  if [ "$SLURM_JOB_GPUS$SLURM_STEP_GPUS$CUDA_VISIBLE_DEVICES$ROCR_VISIBLE_DEVICES" = "" ]; then return; fi
  if command -v nvidia-smi >/dev/null; then printf 'nvidia '; nvidia
  elif command -v rocm-smi >/dev/null; then printf 'rocm '; timeout 20 rocm-smi --showuse --showmeminfo vram --csv
  fi 2>/dev/null | tr -s '\\n' ';'
}
end=$(($(date +%s) + 3600))
while now=$(date +%s) && [ "$now" -lt "$end" ]; do
  printf '%s %s %s %s %s\\n' "$token" "$node" "$now" "$(usage)" "$(gpus)"
  sleep "$pause"
done`;

/** A job that runs, as far as a look at it is concerned. */
export interface SampledJob {
	readonly recordId: string;
	readonly nodeCount: number;
}

/** How a sampler knows that somebody still listens. */
interface SamplerPulse {
	/** A sign of life comes this often. */
	readonly beatSeconds: number;
	/** Without one it ends after so long. */
	readonly silenceSeconds: number;
}

const PULSE: SamplerPulse = { beatSeconds: 20, silenceSeconds: 60 };

/** How often is looked. Many nodes are looked at less often: their lines all come over this one connection. */
export function sampleSeconds(nodeCount: number): number {
	return nodeCount <= 8 ? 5 : nodeCount <= 64 ? 15 : 60;
}

/** The command line that starts one step on all nodes of a job and prints samples until it is ended. */
function samplerLine(
	{ recordId, nodeCount: nodes }: SampledJob,
	srun: string,
	token: string,
	pulse: SamplerPulse,
): string {
	const nodeCount = Math.max(1, nodes);
	const step = [
		...[srun, '--overlap', '--quiet', `--jobid=${recordId}`],
		...[`--nodes=${nodeCount}`, `--ntasks=${nodeCount}`, '--ntasks-per-node=1', '--mem=0'],
	];
	const sampler = [
		'/bin/sh',
		'-c',
		SAMPLER,
		'sampler',
		token,
		String(sampleSeconds(nodeCount)),
		String(pulse.silenceSeconds),
	];
	// The beats go with our process group on the login node, and the samplers go with the beats.
	return `while :; do echo; sleep ${pulse.beatSeconds}; done | ${shellQuote([...step, ...sampler])}`;
}

/**
 * Looks at a running job on its own nodes, through one job step that lasts as long as somebody listens: every srun makes
 * a row in the job's accounting. Nothing stays behind when the loop is left, the signal aborts or the link is lost: srun
 * hears of it and ends its tasks, and what does not hear ends by itself. Returns when the job has ended. Throws
 * ProblemError `commandFailed` with srun's words where it may not look.
 *
 * @param srun what stands in for it at the site
 */
export async function* sampleJob(
	host: RemoteHost,
	job: SampledJob,
	signal: AbortSignal,
	{ pulse = PULSE, srun = 'srun' } = {},
): AsyncGenerator<NodeSample, void> {
	const token = `s${Buffer.from(crypto.getRandomValues(new Uint8Array(6))).toString('hex')}`;
	const commandLine = samplerLine(job, srun, token, pulse);
	const stream = host.stream(commandLine, signal);
	let lastWords = '';
	let hasSamples = false;
	let exitCode: number | null = null;
	async function* stdout(): AsyncGenerator<Uint8Array, void> {
		for (;;) {
			const next = await iterator.next();
			if (next.done) {
				exitCode = next.value;
				return;
			}
			if (next.value.from === 'stdout') yield next.value.bytes;
			else lastWords = `${lastWords}${new TextDecoder().decode(next.value.bytes)}`.slice(-2000);
		}
	}
	const iterator = stream[Symbol.asyncIterator]();
	try {
		for await (const line of linesOf(stdout())) {
			const sample = parseNodeSample(line, token);
			if (!sample) continue;
			hasSamples = true;
			yield sample;
		}
	} finally {
		await iterator.return?.(null);
	}
	if (hasSamples || exitCode === 0) return;
	throw new ProblemError({
		kind: 'commandFailed',
		host: host.name,
		command: 'srun --overlap',
		exitCode,
		detail: lastWords.trim(),
	});
}
