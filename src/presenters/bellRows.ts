import * as l10n from '@vscode/l10n';
import type { Row } from './row.ts';

/** Which jobs ring, and whether that is what the person set for all. */
export interface Bells {
	readonly rings: (rowId: string) => boolean;
	readonly isForAll: boolean;
}

/**
 * Rows in which jobs with a bell show it in place of their state, which their heading or their words tell, and say so to
 * menus (`belled`) and to screen readers. Where all jobs have one, those without are marked.
 */
export function withBells(rows: readonly Row[], bells: Bells): readonly Row[] {
	return rows.map((row) => {
		const children = row.children && withBells(row.children, bells);
		return { ...row, ...(children && { children }), ...bellOn(row, bells) };
	});
}

function bellOn(row: Row, { rings, isForAll }: Bells): Partial<Row> {
	if (!/^job\b/.test(row.contextValue)) return {};
	if (!rings(row.id)) {
		const isMuted = isForAll && /\b(?:running|pending)\b/.test(row.contextValue);
		return isMuted ? { icon: 'bell-slash', spoken: l10n.t('{0}, you will not be notified', row.spoken) } : {};
	}
	return {
		...(!isForAll && { icon: 'bell' }),
		contextValue: `${row.contextValue} belled`,
		spoken: l10n.t('{0}, you will be notified', row.spoken),
	};
}
