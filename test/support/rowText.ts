import type { Row } from '../../src/presenters/row.ts';

/** A view as text: one line a row, indented by depth, `$(icon) label  description`. */
export function rowText(rows: readonly Row[], depth = 0): readonly string[] {
	return rows.flatMap((row) => {
		const icon = row.icon ? `$(${row.icon}) ` : '';
		const line = `${'  '.repeat(depth)}${icon}${row.label}  ${row.description}`.trimEnd();
		return [line, ...rowText(row.children ?? [], depth + 1)];
	});
}
