import * as l10n from '@vscode/l10n';
import {
	type Disposable,
	DocumentSymbol,
	FoldingRange,
	FoldingRangeKind,
	languages,
	Range,
	SymbolKind,
} from 'vscode';
import { DisposableStore } from '../../base/disposableStore.ts';
import { outlineText } from '../../presenters/scriptHelp.ts';
import { foldings } from '../../script/foldings.ts';
import type { MarkedLine, Script } from '../../script/readScript.ts';
import { ANY_SCRIPT, rangeOf, type Scripts, SHELL_SCRIPT } from './scripts.ts';

/** What a job asks for, in the outline, the breadcrumbs and "Go to Symbol"; and the block of directives folds. */
export function outlineScripts(scripts: Scripts): DisposableStore {
	const owned = new DisposableStore();
	owned.add(symbols(scripts));
	owned.add(
		languages.registerFoldingRangeProvider(SHELL_SCRIPT, {
			provideFoldingRanges(document) {
				const read = scripts.read(document);
				return (
					read &&
					foldings(read.script).map(
						({ first, last, isDirectives }) =>
							new FoldingRange(first, last, isDirectives ? FoldingRangeKind.Region : undefined),
					)
				);
			},
		}),
	);
	return owned;
}

function symbols(scripts: Scripts): Disposable {
	return languages.registerDocumentSymbolProvider(ANY_SCRIPT, {
		provideDocumentSymbols(document) {
			const read = scripts.read(document);
			if (!read) return [];
			const components = new Set(read.script.marked.map(({ component }) => component));
			return [...components].map((component) => jobSymbol(read.script, component, components.size));
		},
	});
}

function jobSymbol(script: Script, component: number, count: number): DocumentSymbol {
	const lines = script.marked.filter((line) => line.component === component);
	const name = count === 1 ? l10n.t('What the Job Asks For') : l10n.t('What Job {0} Asks For', component + 1);
	const first = lines[0]?.line ?? 0;
	const last = lines.at(-1)?.line ?? first;
	const whole = new Range(first, 0, last, script.lines[last]?.length ?? 0);
	const symbol = new DocumentSymbol(name, '', SymbolKind.Object, whole, headOf(lines, whole));
	symbol.children = script.settings
		.filter((setting) => setting.component === component)
		.map((setting) => {
			const { name: option, detail } = outlineText(setting);
			const range = rangeOf(setting.span);
			return new DocumentSymbol(option, detail, SymbolKind.Property, range, rangeOf(setting.nameSpan));
		});
	return symbol;
}

function headOf(lines: readonly MarkedLine[], whole: Range): Range {
	const [first] = lines;
	return first ? rangeOf(first.marker) : whole;
}
