import assert from 'node:assert/strict';
import { accountNamed } from '../../../src/slurm/accountNamed.ts';

describe('The account that a script names', () => {
	for (const [line, account] of [
		['#SBATCH --account=aif001', 'aif001'],
		['#SBATCH --account aif001 # ours', 'aif001'],
		['#SBATCH -A aif001', 'aif001'],
		['#SBATCH -Aaif001', 'aif001'],
		['#SBATCH --time=5 --account="aif 001" -N 1', 'aif 001'],
		["#SBATCH -N 1 -A 'x'", 'x'],
		['#SBATCH --account=first\n#SBATCH --account=last', 'last'],
		['# SBATCH --account=aif001', undefined],
		['##SBATCH --account=aif001', undefined],
		['#SBATCH --array=1-5', undefined],
		['srun hostname\n#SBATCH --account=aif001', undefined],
		['', undefined],
	] as const)
		it(`is ${account} in ${JSON.stringify(line)}`, () =>
			assert.equal(accountNamed(`#!/bin/bash\n\n${line}\nsleep 1\n`), account));
});
