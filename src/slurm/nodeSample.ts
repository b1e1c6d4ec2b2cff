/** One GPU of a job at one moment. */
export interface GpuSample {
	/** As the node's own tool counts, from 0. */
	readonly index: number;
	/** Percent; undefined where the tool cannot tell, such as for a slice of a GPU. */
	readonly utilisation: number | undefined;
	readonly memoryBytes: number | undefined;
	readonly memoryTotalBytes: number | undefined;
}

/** What a job does on one of its nodes at one moment. */
export interface NodeSample {
	readonly node: string;
	/** By the node's clock. */
	readonly at: Date;
	/** CPU seconds of the job's programs on this node so far. */
	readonly cpuSeconds: number;
	/** What they hold in memory. */
	readonly memoryBytes: number;
	/** Empty on a node without GPUs, and where no tool tells of them. */
	readonly gpus: readonly GpuSample[];
}

const MIB = 1024 ** 2;

/**
 * A line of the sampler: the token, the node, its clock in seconds since 1970, CPU seconds, bytes, and what the GPU's
 * tool said, its lines joined by semicolons. Undefined for a line that is none of the sampler's: a site's own start-up
 * scripts may print.
 */
export function parseNodeSample(line: string, token: string): NodeSample | undefined {
	const [mark, node = '', clock = '', cpu = '', memory = '', tool = '', ...gpuWords] = line.split(' ');
	if (mark !== token || node === '' || !/^\d+$/.test(clock)) return undefined;
	return {
		node,
		at: new Date(Number(clock) * 1000),
		cpuSeconds: Number.parseFloat(cpu) || 0,
		memoryBytes: Number.parseInt(memory, 10) || 0,
		gpus: gpusOf(tool, gpuWords.join(' ')),
	};
}

function gpusOf(tool: string, text: string): readonly GpuSample[] {
	const lines = text.split(';').filter((line) => line.trim() !== '');
	if (tool === 'nvidia') return lines.flatMap(nvidiaGpu);
	return tool === 'rocm' ? rocmGpus(lines) : [];
}

/** `0, 93, 33440, 81559`: index, percent, MiB, MiB; `[N/A]` for what is not known. */
function nvidiaGpu(line: string): readonly GpuSample[] {
	const [index = '', utilisation, used, total] = line.split(',').map((value) => value.trim());
	if (!/^\d+$/.test(index)) return [];
	return [
		{
			index: Number(index),
			utilisation: number(utilisation),
			memoryBytes: number(used, MIB),
			memoryTotalBytes: number(total, MIB),
		},
	];
}

/** A heading and a line for each card, of `rocm-smi --showuse --showmeminfo vram --csv`; the columns vary with its version. */
function rocmGpus([heading = '', ...lines]: readonly string[]): readonly GpuSample[] {
	const columns = heading.toLowerCase().split(',');
	const place = (pattern: RegExp) => columns.findIndex((column) => pattern.test(column));
	const places = {
		use: place(/^gpu use/),
		used: place(/vram.*used/),
		total: place(/vram total memory/),
	};
	return lines.flatMap((line) => {
		const values = line.split(',').map((value) => value.trim());
		const index = /^card(\d+)$/.exec(values[0] ?? '')?.[1];
		if (index === undefined) return [];
		return [
			{
				index: Number(index),
				utilisation: number(values[places.use]),
				memoryBytes: number(values[places.used]),
				memoryTotalBytes: number(values[places.total]),
			},
		];
	});
}

function number(text: string | undefined, unit = 1): number | undefined {
	return text !== undefined && /^\d+(?:\.\d+)?$/.test(text) ? Number(text) * unit : undefined;
}
