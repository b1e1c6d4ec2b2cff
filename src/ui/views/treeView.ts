import { MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import type { Row } from '../../presenters/row.ts';

/** A row as VS Code's tree wants it. */
export function treeItemOf(row: Row, collapsible = row.children !== undefined): TreeItem {
	const item = new TreeItem(row.label, collapsible ? openness(row) : TreeItemCollapsibleState.None);
	item.id = row.id;
	item.description = row.description;
	item.contextValue = row.contextValue;
	item.accessibilityInformation = { label: row.spoken };
	if (row.icon !== '')
		item.iconPath = new ThemeIcon(row.icon, row.iconColor ? new ThemeColor(row.iconColor) : undefined);
	if (row.opens !== undefined) item.command = { command: row.opens, title: row.label, arguments: [row.id] };
	if (row.tooltip !== undefined) item.tooltip = new MarkdownString(row.tooltip, true);
	return item;
}

function openness(row: Row): TreeItemCollapsibleState {
	return row.expanded ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed;
}
