import { chooseHost, connected } from '../support/journeys.ts';
import { useEditor } from '../support/useEditor.ts';
import { answer, modal } from '../support/workbench.ts';

describe('Signing in', () => {
	const inUse = useEditor();

	it('asks for the passphrase of a key that has one, hidden while it is typed', async () => {
		const { page } = inUse;
		await chooseHost(page, 'practice-encrypted');
		await page.locator('.quick-input-widget input[type=password]').waitFor();
		await answer(page, 'correct horse');
		await connected(page, 'practice-encrypted').waitFor();
	});

	it('shows the key of an unknown host, and connects to it only when told to', async () => {
		const { page } = inUse;
		await chooseHost(page, 'practice-unknown');
		const question = modal(page, /SHA256:/);
		await question.waitFor();
		await question.getByRole('button', { name: 'Cancel', exact: true }).click();
		await connected(page, 'practice-encrypted').waitFor();
	});
});
