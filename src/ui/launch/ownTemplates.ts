import { FileType, Uri, workspace } from 'vscode';

/** A batch script that the person keeps to begin others from. */
export interface OwnTemplate {
	readonly name: string;
	readonly text: string;
	/** Its file, which may be changed by hand. */
	readonly uri: Uri;
}

const ENDING = '.sbatch';
const NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u;

/** The person's own templates: a batch script each, in a folder of this computer, for all workspaces. */
export class OwnTemplates {
	readonly #folder: Uri;

	/** @param storageFolder the extension's own */
	constructor(storageFolder: string) {
		this.#folder = Uri.joinPath(Uri.file(storageFolder), 'templates');
	}

	static isName(text: string): boolean {
		return NAME.test(text);
	}

	/** By their names. */
	async all(): Promise<readonly OwnTemplate[]> {
		// There is no folder before the first is saved.
		const entries = await Promise.resolve(workspace.fs.readDirectory(this.#folder)).catch(() => []);
		const names = entries
			.flatMap(([name, type]) => (type === FileType.File && name.endsWith(ENDING) ? name : []))
			.sort((a, b) => a.localeCompare(b));
		return Promise.all(
			names.map(async (file) => {
				const uri = Uri.joinPath(this.#folder, file);
				const text = new TextDecoder().decode(await workspace.fs.readFile(uri));
				return { name: file.slice(0, -ENDING.length), text, uri };
			}),
		);
	}

	async save(name: string, text: string): Promise<void> {
		await workspace.fs.createDirectory(this.#folder);
		await workspace.fs.writeFile(this.#uriOf(name), new TextEncoder().encode(text));
	}

	async remove({ name }: OwnTemplate): Promise<void> {
		await workspace.fs.delete(this.#uriOf(name));
	}

	#uriOf(name: string): Uri {
		return Uri.joinPath(this.#folder, `${name}${ENDING}`);
	}
}
