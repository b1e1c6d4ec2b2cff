import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { findCause } from '../../../src/verdict/findCause.ts';
import { linesOfTail, shownLine } from '../../../src/verdict/outputLine.ts';
import { OUTPUT_RULES } from '../../../src/verdict/outputRules.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/outputs');

/** For each output what it tells, the name in it, and the beginning of the line that shows it. */
const TOLD: Readonly<Record<string, readonly [kind: string, detail: string, line: string] | undefined>> = {
	'slurm-oom-20': ['memory', '', 'slurmstepd: error: Detected 1 oom-kill'],
	'slurm-oom-22': ['memory', '', 'slurmstepd: error: Detected 1 oom_kill'],
	'slurm-oom-srun': ['memory', '', 'srun: error: gcn3: task 1: Out Of Memory'],
	'slurm-over-memory': ['memory', '', 'slurmstepd-tcn1: error: Exceeded job memory'],
	'slurm-time-limit': ['timeLimit', '', 'slurmstepd-tcn1: error: *** JOB 7'],
	'slurm-step-time-limit': ['timeLimit', '', 'slurmstepd: error: *** STEP'],
	'slurm-node-failure': ['nodeFailure', '', 'slurmstepd: error: *** JOB'],
	'slurm-preempted': ['preempted', '', 'slurmstepd: error: *** JOB'],
	'slurm-work-dir': ['workDir', '/no/such/wd', "slurmstepd-tcn1: error: couldn't chdir"],
	'slurm-interpreter': ['interpreter', '/no/such/interp', 'slurmstepd-tcn1: error: execve()'],
	'slurm-task-failed': ['taskFailed', 'Exited with exit code 1', 'srun: error: gcn1: task 0'],
	'srun-no-executable': ['commandMissing', 'lmp_mpi', 'slurmstepd: error: execve()'],
	'bad-interpreter': ['windowsLineEnds', '', 'bash: ./run.sh'],
	'env-windows': ['windowsLineEnds', '', '/usr/bin/env'],
	'windows-command': ['windowsLineEnds', '', "s4.sh: line 2: $'ls"],
	'windows-shebang': ['interpreter', './crlf.sh', 's3.sh: line 2'],
	'torch-gpu-memory': ['gpuMemory', '', 'torch.OutOfMemoryError'],
	'torch-gpu-memory-ranks': ['gpuMemory', '', '[rank1]: torch.OutOfMemoryError'],
	'jax-gpu-memory': ['gpuMemory', '', 'jaxlib.xla_extension'],
	'torch-no-gpu': ['gpuMissing', '', 'RuntimeError: No CUDA'],
	'torch-no-driver': ['gpuMissing', '', 'RuntimeError: Found no NVIDIA'],
	'cuda-fault': ['gpuFault', 'device-side assert triggered', 'RuntimeError: CUDA error'],
	'nccl-timeout': ['communication', '', '[rank0]:[E1218'],
	'mpi-abort': ['communication', '', 'MPI_ABORT'],
	'dataloader-shm': ['sharedMemory', '', 'RuntimeError: DataLoader'],
	'bad-alloc': ['memory', '', '  what()'],
	'python-memory': ['memory', '', 'MemoryError'],
	quota: ['quotaFull', '', 'OSError: [Errno 122]'],
	'disk-full-cat': ['diskFull', '', 'cat: write error'],
	'python-full': ['diskFull', '', 'OSError: [Errno 28]'],
	'open-files': ['openFiles', '', 'OSError: [Errno 24]'],
	'python-module': ['pythonModule', 'transformers_no', 'ModuleNotFoundError'],
	'python-m': ['pythonModule', 'no_such_module_x', '/usr/bin/python3: No module'],
	'lmod-unknown': ['softwareModule', '"CUDA/12.X"', 'Lmod has detected'],
	'lmod-conflict': [
		'softwareModule',
		'Your site prevents the automatic swapping of modules',
		'Lmod has detected',
	],
	'lmod-hidden': ['softwareModule', '"OpenMPI/3.1.3"', 'Lmod has detected'],
	'modules-missing': ['softwareModule', 'openmpi/4.1.4', 'ModuleCmd_Load.c'],
	'conda-init': ['condaSetUp', '', 'CommandNotFoundError'],
	'conda-environment': ['condaSetUp', 'torch26', 'EnvironmentNameNotFound'],
	'shared-library': ['sharedLibrary', 'libmpi.so.40', './lmp: error'],
	'python-shared-library': ['sharedLibrary', 'libcudnn.so.8', 'ImportError'],
	glibc: ['sharedLibrary', 'GLIBC_2.34', './prog'],
	'container-image': ['containerImage', '/project/aif001/images/torch.sif', 'FATAL'],
	'container-argument': ['containerImage', '/home/ada/run/python3', 'FATAL'],
	'command-bash': ['commandMissing', 'torchrum', './s1.sh'],
	'command-dash': ['commandMissing', 'torchrum', './s2.sh'],
	'exec-format': ['wrongMachine', '', 's6.sh'],
	'python-file': ['fileMissing', '/home/ada/run/train_missing.py', '/usr/bin/python3'],
	'python-open': ['fileMissing', '/project/aif001/data/config.json', 'FileNotFoundError'],
	'cd-missing': ['fileMissing', '/no/such/folder', 's9.sh'],
	'source-missing': ['fileMissing', '/home/ada/env/bin/activate', 's10.sh'],
	'cp-missing': ['fileMissing', '/no/such/data.tar', 'cp: cannot stat'],
	'tar-missing': ['fileMissing', '/no/such/data.tar', 'tar: /no/such'],
	'ls-missing': ['fileMissing', '/no/such/data', 'ls: cannot access'],
	'permission-bash': ['permission', './noexec.sh', 's5.sh'],
	'python-permission': ['permission', '/etc/shadow', 'PermissionError'],
	'permission-quoted': ['permission', '/project/aif002/out', 'mkdir'],
	'gated-model': ['accessDenied', '', 'huggingface_hub.errors.GatedRepoError'],
	'no-internet': ['network', '', "OSError: We couldn't"],
	'curl-resolve': ['network', '', 'curl: (6)'],
	'port-taken': ['portTaken', '', 'OSError: [Errno 98]'],
	license: ['license', '', 'License checkout failed'],
	flexlm: ['license', '', 'Licensed number'],
	segmentation: ['segmentation', '', 's11.sh'],
	'bus-error': ['busError', '', 's12.sh'],
	'illegal-instruction': ['illegalInstruction', '', 's13.sh'],
	'shell-syntax': ['shellSyntax', 'syntax error: unexpected end of file', 's7.sh'],
	'shell-unbound': ['shellSyntax', 'DATA_DIR: unbound variable', 's8.sh'],
	'python-error': ['pythonError', 'RuntimeError: batch 12 is broken', 'RuntimeError'],
	'python-assert': ['pythonError', 'AssertionError', 'AssertionError'],
	'python-keyboard': ['pythonError', 'KeyboardInterrupt', 'KeyboardInterrupt'],
	'python-syntax': ['pythonError', 'SyntaxError: invalid syntax', 'SyntaxError'],
	'tensorflow-warning': ['pythonError', 'ValueError: Data cardinality is ambiguous.', 'ValueError'],
	'torchrun-error': ['pythonError', 'ValueError: lr must be positive', 'ValueError'],
	coloured: ['pythonError', "KeyError: 'loss'", 'KeyError'],
	'progress-bar': ['pythonError', 'ZeroDivisionError: division by zero', 'ZeroDivisionError'],
	'nothing-known': undefined,
	harmless: undefined,
};

const all = () => true;

function read(name: string) {
	return linesOfTail({ path: '/out', offset: 0, bytes: readFileSync(join(FOLDER, `${name}.txt`)) });
}

describe('What the output of a failed job tells', () => {
	for (const [name, told] of Object.entries(TOLD)) {
		it(`${told ? `is ${told[0]}` : 'is nothing'}: ${name}`, () => {
			const found = findCause(read(name), all);
			if (!told) {
				assert.equal(found, undefined);
				return;
			}
			assert.deepEqual([found?.finding.kind, found?.finding.detail], told.slice(0, 2));
			assert.ok(found?.line.text.startsWith(told[2]), found?.line.text);
		});
	}

	it('is tried on every recorded output', () => {
		const names = readdirSync(FOLDER).map((name) => name.replace(/\.txt$/, ''));
		assert.deepEqual(names.filter((name) => name !== 'README.md').sort(), Object.keys(TOLD).sort());
	});

	it('has an output for every rule', () => {
		const lines = Object.keys(TOLD)
			.flatMap(read)
			.map(({ text }) => text);
		const untried = OUTPUT_RULES.filter(({ pattern }) => !lines.some((line) => pattern.test(line)));
		assert.deepEqual(
			untried.map(({ pattern }) => pattern.source),
			[],
		);
	});

	it('is an exception only after a traceback: a program may print such words', () => {
		const bytes = Buffer.from('ValueError: this is a log line\n');
		assert.equal(findCause(linesOfTail({ path: '/out', offset: 0, bytes }), all), undefined);
	});

	it('comes with the number of the line where the file was read from its beginning', () => {
		assert.equal(findCause(read('python-error'), all)?.line.number, 15);
	});
});

describe('Any output', () => {
	const pieces = fc.oneof(
		fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
		fc
			.constantFrom(
				'Traceback (most recent call last):\n',
				'RuntimeError: x\n',
				'\r',
				'\n',
				'\u001b[31m',
				'\u001b]0;title',
				'slurmstepd: error: ',
				'FATAL: could not open image /',
				"cannot access '",
				': No such file or directory\n',
				'é😀',
			)
			.map((text) => Buffer.from(text)),
	);
	const output = fc.array(pieces, { maxLength: 30 }).map((parts) => Buffer.concat(parts));

	it('is read without an error, and the line that is shown stands where it is said to', () => {
		fc.assert(
			fc.property(output, fc.nat(1000), (bytes, offset) => {
				const lines = linesOfTail({ path: '/out', offset, bytes });
				const found = findCause(lines, all);
				for (const line of found ? [...lines, found.line] : lines) {
					const start = line.offset - offset;
					const end = bytes.indexOf(10, start);
					const raw = bytes.subarray(start, end < 0 ? bytes.length : end);
					assert.equal(shownLine(new TextDecoder().decode(raw)), line.text);
				}
			}),
		);
	});

	it('has its lines counted as an editor counts line ends', () => {
		fc.assert(
			fc.property(output, (bytes) => {
				for (const { number, offset } of linesOfTail({ path: '/out', offset: 0, bytes })) {
					const before = bytes.subarray(0, offset).filter((byte) => byte === 10).length;
					assert.equal(number, before + 1);
				}
			}),
		);
	});

	it('of the longest lines takes no long time to look at', () => {
		const line = Buffer.from(`${"cannot access '".repeat(20)}${'a:'.repeat(60_000)}\n`);
		const lines = linesOfTail({ path: '/out', offset: 0, bytes: line });
		assert.equal(lines[0]?.text.length, 2000);
		findCause(lines, all);
	});
});
