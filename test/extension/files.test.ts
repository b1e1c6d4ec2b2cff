import assert from 'node:assert/strict';
import {
	commands,
	extensions,
	FilePermission,
	FileSystemError,
	FileType,
	TabInputTextDiff,
	type TextDocument,
	type TextEditor,
	Uri,
	window,
	workspace,
} from 'vscode';
import type { AiFactoryApi } from '../../src/api.ts';

describe('Files of a cluster in VS Code', () => {
	let api: AiFactoryApi;
	let folder: Uri;

	before(async () => {
		const extension = extensions.getExtension<AiFactoryApi>('ai-factory.ai-factory');
		assert.ok(extension);
		api = await extension.activate();
		await api.connect('practice');
		const home = (await api.listStorageRoots('practice')).find(({ label }) => label === 'Home');
		folder = Uri.joinPath(Uri.parse(home?.uri ?? ''), `files-${Date.now()}`);
		await workspace.fs.createDirectory(folder);
	});
	afterEach(async () => {
		await commands.executeCommand('workbench.action.files.revert');
		await commands.executeCommand('workbench.action.closeAllEditors');
	});
	after(async () => {
		await shell('chmod -R u+rwX .');
		await workspace.fs.delete(folder, { recursive: true });
	});

	const at = (name: string) => folder.with({ path: `${folder.path}/${name}` });

	/** Does something on the cluster in the folder, as somebody else would. */
	async function shell(commandLine: string): Promise<string> {
		const { stdout, stderr, exitCode } = await api.run('practice', [
			'sh',
			'-c',
			`cd "$1" && { ${commandLine}\n}`,
			'sh',
			folder.path,
		]);
		assert.equal(exitCode, 0, stderr);
		return stdout;
	}

	async function open(name: string, content: string): Promise<TextEditor> {
		await workspace.fs.writeFile(at(name), new TextEncoder().encode(content));
		return window.showTextDocument(await workspace.openTextDocument(at(name)));
	}

	async function change(editor: TextEditor, text: string): Promise<void> {
		const { document } = editor;
		const all = document.validateRange(
			document.lineAt(0).range.with({ end: document.lineAt(document.lineCount - 1).range.end }),
		);
		assert.ok(await editor.edit((edit) => edit.replace(all, text)));
		assert.equal(document.isDirty, true);
	}

	it('are created, read, changed in an editor and saved', async () => {
		const editor = await open("it's a $file é.txt", 'one\n');
		await change(editor, 'one\ntwo\n');
		assert.equal(await editor.document.save(), true);
		assert.equal(editor.document.isDirty, false);
		assert.equal(await shell('cat it*'), 'one\ntwo\n');
	});

	it('are saved again and again without a false alarm', async () => {
		const editor = await open('again.txt', '0');
		for (const text of ['1', '22', '3', '']) {
			await change(editor, text);
			assert.equal(await editor.document.save(), true);
			assert.equal(await shell('cat again.txt'), text);
		}
	});

	it('are not overwritten where somebody changed them meanwhile, be it by a change of the same length and second', async () => {
		const editor = await open('lr.txt', 'lr=1e-4\n');
		await change(editor, 'lr=9e-4\n');
		await shell('touch -r lr.txt stamp; printf "lr=2e-4\\n" >lr.txt; touch -r stamp lr.txt');
		assert.equal(await editor.document.save(), false);
		assert.equal(editor.document.isDirty, true);
		assert.equal(editor.document.getText(), 'lr=9e-4\n');
		assert.equal(await shell('cat lr.txt'), 'lr=2e-4\n');
		await until(() => diffs().length === 1);
		const [diff] = diffs();
		const theirs = await workspace.openTextDocument(diff?.original ?? assert.fail());
		assert.equal(theirs.getText(), 'lr=2e-4\n');
	});

	it('are not overwritten by an older file that somebody put back', async () => {
		const editor = await open('old.txt', 'new\n');
		await change(editor, 'mine\n');
		await shell('printf "restored\\n" >old.txt; touch -d 2020-01-01 old.txt');
		assert.equal(await editor.document.save(), false);
		assert.equal(await shell('cat old.txt'), 'restored\n');
	});

	it('are overwritten after a conflict when the person says so, and not when they changed once more', async () => {
		const editor = await open('over.txt', 'a');
		await change(editor, 'mine');
		await shell('printf theirs >over.txt');
		assert.equal(await editor.document.save(), false);
		await shell('printf "theirs again" >over.txt');
		await commands.executeCommand('aiFactory.overwriteTheirs', at('over.txt'));
		assert.equal(await shell('cat over.txt'), 'theirs again');
		await commands.executeCommand('aiFactory.overwriteTheirs', at('over.txt'));
		assert.equal(await shell('cat over.txt'), 'mine');
		assert.equal(editor.document.isDirty, false);
		await until(() => diffs().length === 0);
	});

	it('are taken over after a conflict when the person says so', async () => {
		const editor = await open('take.txt', 'a');
		await change(editor, 'mine');
		await shell('printf theirs >take.txt');
		assert.equal(await editor.document.save(), false);
		await commands.executeCommand('aiFactory.discardMine', at('take.txt'));
		await until(() => documentOf('take.txt')?.getText() === 'theirs');
		assert.equal(documentOf('take.txt')?.isDirty, false);
		assert.equal(await shell('cat take.txt'), 'theirs');
	});

	it('that were reverted are saved again without a conflict', async () => {
		const editor = await open('revert.txt', 'a');
		await change(editor, 'mine');
		await shell('printf theirs >revert.txt');
		await commands.executeCommand('workbench.action.files.revert');
		await until(() => editor.document.getText() === 'theirs');
		await change(editor, 'theirs and mine');
		assert.equal(await editor.document.save(), true);
		assert.equal(await shell('cat revert.txt'), 'theirs and mine');
	});

	it('that another program of the editor reads meanwhile are still guarded', async () => {
		const editor = await open('reader.txt', 'a');
		await change(editor, 'mine');
		await shell('printf theirs >reader.txt');
		await workspace.fs.readFile(at('reader.txt'));
		assert.equal(await editor.document.save(), false);
		assert.equal(await shell('cat reader.txt'), 'theirs');
	});

	it('notice within seconds what a job writes', async () => {
		const editor = await open('job.log', 'step 1\n');
		await new Promise((resolve) => setTimeout(resolve, 2_500));
		await shell('echo step 2 >>job.log');
		await until(() => editor.document.getText() === 'step 1\nstep 2\n', 20);
		await change(editor, 'mine\n');
		assert.equal(await editor.document.save(), true);
	});

	it('are renamed, copied and deleted, with the right error each time', async () => {
		const [a, b] = [at('a'), at('b')] as const;
		await workspace.fs.writeFile(a, new Uint8Array([1]));
		await workspace.fs.writeFile(b, new Uint8Array([2]));
		await rejectsWith('FileExists', workspace.fs.rename(a, b));
		await rejectsWith('FileExists', workspace.fs.copy(a, b));
		await workspace.fs.copy(a, b, { overwrite: true });
		assert.deepEqual([...(await workspace.fs.readFile(b))], [1]);
		await workspace.fs.rename(a, b, { overwrite: true });
		await workspace.fs.delete(b);
		await rejectsWith('FileNotFound', workspace.fs.stat(b));
		await rejectsWith('FileNotFound', workspace.fs.delete(b, { recursive: true }));
		await rejectsWith('FileIsADirectory', workspace.fs.readFile(folder));
		await rejectsWith('FileIsADirectory', workspace.fs.writeFile(folder, new Uint8Array()));
		await rejectsWith('FileNotADirectory', workspace.fs.readDirectory(at('again.txt')));
		await rejectsWith('Unavailable', workspace.fs.delete(folder));
	});

	it('are copied and moved as trees, with modes, links and times', async () => {
		await shell(
			'mkdir -p tree/deep; echo x >tree/deep/run; chmod 750 tree/deep/run; ln -s run tree/deep/link; touch -d 2020-02-02 tree/deep/run',
		);
		await workspace.fs.copy(at('tree'), at('copied'));
		await workspace.fs.rename(at('copied'), at('moved'));
		assert.equal(
			await shell("cd moved/deep; stat -c '%a %F %Y' run; readlink link"),
			await shell("cd tree/deep; stat -c '%a %F %Y' run; readlink link"),
		);
		assert.equal(await shell('ls -a | grep aif-copy || true'), '');
	});

	it('move from one file system to another', async () => {
		const { stdout } = await api.run('practice', ['sh', '-c', 'mktemp -d -p /dev/shm']);
		const other = Uri.from({ ...folder, path: stdout.trim() });
		await shell('mkdir cross; echo x >cross/file');
		await workspace.fs.rename(at('cross'), Uri.joinPath(other, 'cross'));
		assert.equal(
			await shell(`cat ${other.path}/cross/file; ls -d cross 2>/dev/null || echo gone`),
			'x\ngone\n',
		);
		await workspace.fs.delete(other, { recursive: true });
	});

	it('show links for what they lead to, and links to nothing as such', async () => {
		await shell(
			'mkdir links; cd links; mkdir folder; echo x >file; ln -s file to-file; ln -s folder to-folder; ln -s nowhere dangling; ln -s loop loop; mkfifo pipe',
		);
		const types = new Map(await workspace.fs.readDirectory(at('links')));
		assert.equal(types.get('to-file'), FileType.File | FileType.SymbolicLink);
		assert.equal(types.get('to-folder'), FileType.Directory | FileType.SymbolicLink);
		assert.equal(types.get('dangling'), FileType.SymbolicLink);
		assert.equal(types.get('loop'), FileType.SymbolicLink);
		assert.equal(types.get('pipe'), FileType.Unknown);
		await rejectsWith('FileNotFound', workspace.fs.stat(at('links/dangling')));
		await rejectsWith('Unavailable', workspace.fs.readFile(at('links/pipe')));
		await workspace.fs.writeFile(at('links/to-file'), new TextEncoder().encode('through'));
		assert.equal(await shell('cd links; cat file; test -L to-file && echo " link"'), 'through link\n');
		for (const name of ['dangling', 'loop', 'to-folder'])
			await workspace.fs.delete(at(`links/${name}`), { recursive: true });
		assert.equal(await shell('cd links; ls'), 'file\nfolder\npipe\nto-file\n');
	});

	it('that the person may not write are read-only, and only they', async () => {
		await shell('echo x >mine; echo x >locked; chmod 444 locked');
		assert.equal((await workspace.fs.stat(at('mine'))).permissions, undefined);
		assert.equal((await workspace.fs.stat(at('locked'))).permissions, FilePermission.Readonly);
		assert.equal(
			(await workspace.fs.stat(Uri.from({ ...folder, path: '/etc/hostname' }))).permissions,
			FilePermission.Readonly,
		);
		await rejectsWith(
			'NoPermissions',
			workspace.fs.writeFile(Uri.from({ ...folder, path: '/etc/aif' }), new Uint8Array()),
		);
	});

	it('have any name that Linux allows', async () => {
		const names = [
			'per%cent',
			'a#b?c',
			'back\\slash',
			'two  blanks ',
			'-rf',
			'new\nline',
			'bad\uEFFFbyte',
			'名前',
			'quo\'te"`$(id)',
		];
		await workspace.fs.createDirectory(at('names'));
		for (const name of names) {
			await workspace.fs.writeFile(at(`names/${name}`), new TextEncoder().encode(name));
			const document = await workspace.openTextDocument(at(`names/${name}`));
			assert.equal(document.getText(), name);
		}
		const listed = (await workspace.fs.readDirectory(at('names'))).map(([name]) => name);
		assert.deepEqual(listed.sort(), names.sort());
		assert.equal(await shell(`cd names; printf '%s' *byte | od -An -tx1 | tr -d ' \\n'`), '626164ff62797465');
	});

	it('that are too large for an editor are not read into it', async () => {
		await shell('truncate -s 5G checkpoint.pt');
		await rejectsWith('Unavailable', workspace.fs.readFile(at('checkpoint.pt')));
		await commands.executeCommand('workbench.action.closeQuickOpen');
	});

	it('of a cluster that is not connected say so', async () => {
		await rejectsWith('Unavailable', workspace.fs.stat(Uri.parse('aifactory://elsewhere/etc')));
	});

	function documentOf(name: string): TextDocument | undefined {
		return workspace.textDocuments.find(({ uri }) => uri.toString() === at(name).toString());
	}
});

function diffs(): TabInputTextDiff[] {
	const inputs = window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
	return inputs.filter((input): input is TabInputTextDiff => input instanceof TabInputTextDiff);
}

async function until(isDone: () => boolean, seconds = 10): Promise<void> {
	const deadline = Date.now() + seconds * 1000;
	while (!isDone()) {
		assert.ok(Date.now() < deadline, 'it did not happen');
		await new Promise((resolve) => setTimeout(resolve, 50));
	}
}

async function rejectsWith(code: string, work: Thenable<unknown>): Promise<void> {
	await assert.rejects(Promise.resolve(work), (error) => {
		assert.ok(error instanceof FileSystemError, String(error));
		assert.equal(error.code, code);
		return true;
	});
}
