import type { FindingKind } from './finding.ts';

/** A pattern of a line of output and what it tells. */
export interface OutputRule {
	readonly kind: FindingKind;
	/** Of a line without colours and without the label of its rank; its group `detail` is what the finding names. */
	readonly pattern: RegExp;
	/** How near to the cause: where several rules find something, the highest wins, and of equals the last line. */
	readonly weight: number;
}

/** What comes before everything else went wrong. */
const ORIGIN = 40;
/** What is missing because of it comes later and looks like a cause of its own. */
const SET_UP = 35;
const CAUSE = 30;
/** A cause where nothing says more. */
const ERROR = 20;
/** What the others of a job say when one of them is gone. */
const CONSEQUENCE = 15;
const SYMPTOM = 10;

/**
 * Patterns of real programs' words: slurmstepd and srun of 20.11 to 26.05, bash, dash, glibc, Python 3, PyTorch, NCCL,
 * TensorFlow, JAX, Lmod and Environment Modules, conda, Apptainer. Every one has a line in test/fixtures/outputs.
 */
export const OUTPUT_RULES: readonly OutputRule[] = [
	// slurmstepd
	rule(
		'memory',
		ORIGIN,
		/slurmstepd.*(?:oom[-_]kill event|exceeded memory limit|[Ee]xceeded job memory limit)/,
	),
	rule(
		'memory',
		ORIGIN,
		/Some of (?:your processes|the step tasks) (?:may )?have been (?:OOM Killed|killed by the cgroup out-of-memory handler)/,
	),
	rule('memory', ORIGIN, /^srun: error: .*: Out Of Memory$/),
	rule('timeLimit', ORIGIN, /slurmstepd.*CANCELLED AT .* DUE TO TIME LIMIT/),
	rule('nodeFailure', ORIGIN, /slurmstepd.*CANCELLED AT .* DUE TO NODE FAILURE/),
	rule('preempted', ORIGIN, /slurmstepd.*CANCELLED AT .* DUE TO PREEMPTION/),
	rule('workDir', ORIGIN, /slurmstepd.*couldn't chdir to [`'](?<detail>.+?)': /),
	rule(
		'windowsLineEnds',
		ORIGIN,
		/(?:bad interpreter|\/bin\/\w+).*\^M|\/usr\/bin\/env: [‘'].+\\r[’']|\$'[^']*\\r': command not found/,
	),
	rule('interpreter', ORIGIN, /bad interpreter\(?(?:: (?!.*Permission)|\((?<detail>[^)]+)\))/),
	rule(
		'interpreter',
		CAUSE,
		/slurmstepd.*execve\(\): (?<detail>\/[^:)]+): No such file or directory|: (?<program>\S+): cannot execute: required file not found$/,
	),

	// memory of GPUs and machines
	rule(
		'gpuMemory',
		CAUSE,
		/(?:CUDA|HIP|XPU) out of memory|OutOfMemoryError: (?:CUDA|HIP)|CUDA_ERROR_OUT_OF_MEMORY|cudaErrorMemoryAllocation|CUBLAS_STATUS_ALLOC_FAILED|hipErrorOutOfMemory/,
	),
	rule(
		'gpuMemory',
		CAUSE,
		/RESOURCE_EXHAUSTED: (?:Out of memory|Failed to allocate)|(?:ResourceExhaustedError|OOM when allocating tensor)/,
	),
	rule(
		'memory',
		CAUSE,
		/^(?:\w+\.)*MemoryError\b|std::bad_alloc|[Cc]annot allocate memory|DefaultCPUAllocator: can't allocate memory|java\.lang\.OutOfMemoryError/,
	),
	rule(
		'sharedMemory',
		ORIGIN,
		/DataLoader worker .*(?:Bus error|insufficient shared memory)|insufficient shared memory \(shm\)/,
	),
	rule(
		'gpuMissing',
		CAUSE,
		/No CUDA GPUs are available|no CUDA-capable device is detected|CUDA_ERROR_NO_DEVICE|cudaErrorNoDevice|Found no NVIDIA driver|Torch not compiled with CUDA enabled|CUDA driver version is insufficient|No HIP GPUs are available|Attempting to deserialize object on a CUDA device but torch\.cuda\.is_available\(\) is False/,
	),
	rule(
		'gpuFault',
		CAUSE,
		/CUDA error: (?<detail>(?:an illegal memory access|device-side assert|uncorrectable ECC|unspecified launch failure|misaligned address)[^.]*)|Xid \(.*\): \d+|CUDA_ERROR_ILLEGAL_ADDRESS|GPU has fallen off the bus/,
	),

	// storage
	rule('quotaFull', CAUSE, /[Dd]isk quota exceeded|EDQUOT/),
	rule('diskFull', CAUSE, /No space left on device|ENOSPC/),
	rule('openFiles', CAUSE, /Too many open files/),

	// software that is not there
	rule('pythonModule', CAUSE, /(?:ModuleNotFoundError|ImportError): No module named ['"]?(?<detail>[\w.]+)/),
	rule('pythonModule', CAUSE, /: No module named (?<detail>[\w.]+)$/),
	rule('softwareModule', SET_UP, /Unable to locate a modulefile for '(?<detail>[^']+)'/),
	rule('softwareModule', SET_UP, /The following module\(s\) are unknown: (?<detail>"[^"]+"(?:\s+"[^"]+")*)/),
	rule(
		'softwareModule',
		SET_UP,
		/Lmod has detected the following error:\s+(?!The following module|These module)(?<detail>.+)/,
	),
	rule(
		'softwareModule',
		SET_UP,
		/(?:These module\(s\) or extension\(s\) exist but cannot be loaded as requested: (?<detail>.+))/,
	),
	rule(
		'condaSetUp',
		SET_UP,
		/Your shell has not been properly configured to use 'conda activate'|Run 'conda init' before 'conda activate'/,
	),
	rule('condaSetUp', SET_UP, /EnvironmentNameNotFound: Could not find conda environment: (?<detail>\S+)/),
	rule(
		'sharedLibrary',
		CAUSE,
		/error while loading shared libraries: (?<detail>[^:]+):|(?:ImportError|OSError): (?<library>lib[\w.+-]+\.so[\w.]*): cannot open shared object file/,
	),
	rule('sharedLibrary', CAUSE, /version [`'](?<detail>(?:GLIBC|GLIBCXX|CXXABI)_[\d.]+)' not found/),
	rule('containerImage', CAUSE, /FATAL:\s.*could not open image (?<detail>\/\S+?)(?::|$)/),
	rule('commandMissing', CAUSE, /(?:^|: )(?:line )?\d+: (?<detail>[^\s:]+): (?:command )?not found$/),
	rule(
		'commandMissing',
		CAUSE,
		/slurmstepd.*execve\(\): (?<detail>[^:/]+): No such file or directory|^srun: error: .*Unable to find executable (?<program>\S+)/,
	),
	rule('wrongMachine', CAUSE, /[Ee]xec format error|cannot execute binary file/),

	// files
	rule('fileMissing', CAUSE, /FileNotFoundError: .*No such file or directory: ['"](?<detail>.+?)['"]/),
	rule('fileMissing', CAUSE, /can't open file '(?<detail>[^']+)': \[Errno 2\]/),
	rule('fileMissing', ERROR, /(?:line )?\d+: (?:cd: )?(?<detail>[^\s:]+): No such file or directory$/),
	rule(
		'fileMissing',
		ERROR,
		/cannot (?:access|stat|open|cd to|create directory) [‘'](?<detail>[^’']+)[’'].*: No such file or directory/,
	),
	rule(
		'fileMissing',
		ERROR,
		/^(?:tar|cp|cat|rsync|python3?|source|ls|mv|unzip)\b.*: (?<detail>\/?[^\s:]+): .*No such file or directory/,
	),
	rule('permission', CAUSE, /PermissionError: .*?(?:['"](?<detail>[^'"]+)['"])?$/),
	rule(
		'permission',
		CAUSE,
		/(?:line )?\d+: (?<detail>[^\s:]+): Permission denied$|execve\(\): (?<program>[^:]+): Permission denied/,
	),
	rule('permission', ERROR, /[‘'](?<detail>\/[^’']+)[’']: Permission denied/),

	// other machines
	rule(
		'license',
		CAUSE,
		/(?:FlexNet|FLEXlm|FlexLM|RLM|license|licence|License|Licence).*(?:cannot|Cannot|could not|Could not|failed|Failed|denied|invalid|expired|checkout|No such feature|unavailable|not available|exceeded)/,
	),
	rule(
		'license',
		CAUSE,
		/Licensed number of users already reached|No license tokens? available|Cannot connect to license server/,
	),
	rule(
		'accessDenied',
		CAUSE,
		/GatedRepoError|401 Client Error: Unauthorized|403 Client Error: Forbidden|Access to model .+ is restricted|Invalid (?:user )?(?:token|API key)|api_key not configured/,
	),
	rule(
		'network',
		CAUSE,
		/Could not resolve host|Temporary failure in name resolution|Name or service not known|Network is unreachable|Failed to establish a new connection|Max retries exceeded with url|We couldn't connect to 'https?:/,
	),
	rule(
		'portTaken',
		CAUSE,
		/Address already in use|EADDRINUSE|The server socket has failed to listen on any local network address/,
	),

	// one of many
	rule(
		'communication',
		CONSEQUENCE,
		/Watchdog caught collective operation timeout|NCCL (?:timeout|error|WARN).*|ncclSystemError|ncclRemoteError|ncclInternalError|ncclUnhandledCudaError|DistBackendError|Connection (?:closed|reset) by peer.*(?:nccl|gloo)|torch\.distributed\.DistStoreError/i,
	),
	rule(
		'communication',
		CONSEQUENCE,
		/MPI_ABORT was invoked|PMIX ERROR|UCX\s+ERROR|\bMPI_Init\b.*fail|ORTE.*(?:lost|failed)/,
	),

	// how a program ended
	rule('segmentation', CONSEQUENCE, /Segmentation fault|SIGSEGV/),
	rule('busError', CONSEQUENCE, /\bBus error\b|SIGBUS/),
	rule('illegalInstruction', CAUSE, /Illegal instruction|SIGILL/),
	rule('pythonError', ERROR, /^(?<detail>(?:SyntaxError|IndentationError|TabError): .+)$/),
	rule('shellSyntax', CAUSE, /: line \d+: (?<detail>syntax error.*|unexpected EOF.*|.*: unbound variable)$/),
	rule('taskFailed', SYMPTOM, /^srun: error: \S+: tasks? [\d,-]+: (?<detail>.+)$/),
	rule('taskFailed', SYMPTOM, /slurmstepd.*error: \*\*\* (?:STEP|JOB) .* (?<detail>CANCELLED AT .*)\*\*\*/),
];

/** The last line of a Python traceback, which begins in the first column: `ValueError: …`, `torch.cuda.SomeError: …`, `KeyboardInterrupt`. */
export const PYTHON_ERROR =
	/^(?<detail>(?:[A-Za-z_]\w*\.)*[A-Z]\w*(?:Error|Exception|Interrupt|Exit|Warning|Failure|NotFound|Timeout|Iteration)(?::.*)?)$/;
export const PYTHON_WEIGHT = ERROR;

/** What a launcher of many processes says when one of them failed: that one's own error tells more. */
export const LAUNCHER_ERROR = /ChildFailedError|CalledProcessError|ProcessExitedException/;
export const LAUNCHER_WEIGHT = SYMPTOM;

/** Findings that programs also print as a warning and go on: outside of a traceback an error of Python tells more. */
export const ALSO_WARNINGS: ReadonlySet<FindingKind> = new Set(['gpuMissing', 'network', 'license']);
export const WARNING_WEIGHT = CONSEQUENCE;

/** What stands before a line of one of many processes: torchrun's `[rank0]: `, and srun's `0: ` and ` 3: ` with --label. */
export const LABEL = /^(?:\[(?:rank|default)\d+\]:\s?|\s{0,4}\d{1,5}: )/;

function rule(kind: FindingKind, weight: number, pattern: RegExp): OutputRule {
	return { kind, pattern, weight };
}
