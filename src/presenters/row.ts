/** What one line of a view shows, as plain data. */
export interface Row {
	/** Unique in its view and the same at every refresh. */
	readonly id: string;
	readonly label: string;
	readonly description: string;
	/** A codicon's name. */
	readonly icon: string;
	/** A theme colour's name for the icon; meaning is never carried by it alone. */
	readonly iconColor?: string;
	/** Words by which menus know what can be done with the row, separated by spaces. */
	readonly contextValue: string;
	/** A whole sentence for screen readers. */
	readonly spoken: string;
	/** Markdown. */
	readonly tooltip?: string;
	/** A command that only opens something, for a row without children: a click runs it with the row's id. */
	readonly opens?: string;
	readonly children?: readonly Row[];
	/** Whether a row with children begins open. */
	readonly expanded?: boolean;
}

/** Text for a Markdown tooltip in which every character stands for itself. */
export function markdownText(text: string): string {
	return text.replace(/[\\`*_{}[\]()#+\-.!|<>~&$]/g, '\\$&').replaceAll('\n', ' ');
}
