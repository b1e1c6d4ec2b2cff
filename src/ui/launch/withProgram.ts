import { Uri, workspace } from 'vscode';
import type { Recipe } from '../../launch/recipe.ts';
import { ProblemError } from '../../problems/problem.ts';
import { parentOf } from '../remoteUri.ts';

/** Slurm takes batch scripts of up to 4 MB; what travels in one is a program, not data. */
const LARGEST = 1024 * 1024;

/** A recipe whose program travels along, since the cluster does not have it. Throws ProblemError `noScript`. */
export async function withProgram(recipe: Recipe, file: Uri): Promise<Recipe> {
	const { program } = recipe;
	// A path of the cluster's own is not looked for here.
	if (program.kind !== 'script' || /^[/~$]/.test(program.path)) return recipe;
	const uri = Uri.joinPath(parentOf(file), program.path);
	const isInside = uri.path.startsWith(`${parentOf(file).path.replace(/\/$/, '')}/`);
	try {
		if (!isInside) throw new Error('outside of the project');
		const document = await workspace.openTextDocument(uri);
		const text = document.getText();
		if (text.length > LARGEST) throw new Error('too large to travel along');
		return { ...recipe, program: { kind: 'inline', name: program.path, text } };
	} catch (error) {
		throw new ProblemError({ kind: 'noScript', path: uri.fsPath }, { cause: error });
	}
}
