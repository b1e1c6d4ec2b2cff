import * as l10n from '@vscode/l10n';
import { type QuickInputButton, ThemeIcon, version } from 'vscode';

/** Since 1.109 a button can be one that stays pressed; before, the property was closed to extensions. */
const WITH_TOGGLES = 109;
/** Of those there, the place at the end of the text box. */
const IN_THE_BOX = 3;

/** A button of a quick input that is on or off; where VS Code has none that shows it, its name tells. */
export function toggleButton(icon: string, name: string, isOn: boolean): QuickInputButton {
	const iconPath = new ThemeIcon(icon);
	if (!hasToggles(version))
		return { iconPath, tooltip: isOn ? l10n.t('{0}: On', name) : l10n.t('{0}: Off', name) };
	const button = { iconPath, tooltip: name, toggle: { checked: isOn }, location: IN_THE_BOX };
	return button;
}

function hasToggles(editorVersion: string): boolean {
	const [major = 0, minor = 0] = editorVersion.split('.').map(Number);
	return major > 1 || (major === 1 && minor >= WITH_TOGGLES);
}
