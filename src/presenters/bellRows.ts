import * as l10n from '@vscode/l10n';
import type { Row } from './row.ts';

/** Rows in which jobs with a bell show it, and say so to menus (`belled`) and to screen readers. */
export function withBells(rows: readonly Row[], rings: (rowId: string) => boolean): readonly Row[] {
	return rows.map((row) => {
		const children = row.children && withBells(row.children, rings);
		const isBelled = /^job\b/.test(row.contextValue) && rings(row.id);
		return {
			...row,
			...(children && { children }),
			...(isBelled && {
				// First, as a narrow side bar cuts the end; a note, as not every font has a bell.
				description: `♪ ${row.description}`,
				contextValue: `${row.contextValue} belled`,
				spoken: l10n.t('{0}, you will be notified', row.spoken),
			}),
		};
	});
}
