import { isMap, isScalar, type Node, type YAMLMap } from 'yaml';

/** Takes typed values out of the document, or fails at the place of the mistake. */
export class ProfileReader {
	readonly fail: (detail: string, offset?: number) => never;

	constructor(fail: (detail: string, offset?: number) => never) {
		this.fail = fail;
	}

	map(node: unknown, what: string): YAMLMap {
		return isMap(node) ? node : this.fail(`${what} must be a list of "name: value" lines.`, offsetOf(node));
	}

	onlyKeys(map: YAMLMap, known: readonly string[]): void {
		for (const { key } of map.items) {
			const name = isScalar(key) ? String(key.value) : '';
			if (!known.includes(name))
				this.fail(`"${name}" is not known here. Known are: ${known.join(', ')}.`, offsetOf(key));
		}
	}

	/** One of the words that are known, or `otherwise` where there is none. */
	choice<T extends string>(map: YAMLMap, key: string, known: readonly T[], otherwise?: T): T {
		const text = this.optionalText(map, key);
		if (text === undefined && otherwise !== undefined) return otherwise;
		return (
			known.find((word) => word === text) ??
			this.fail(`"${key}" must be one of ${known.join(', ')}.`, this.at(map, key))
		);
	}

	/** As `choice`, for an item of a list. */
	word<T extends string>(node: unknown, key: string, known: readonly T[]): T {
		const text = this.scalarText(node, key);
		return (
			known.find((word) => word === text) ?? this.fail(`"${key}" knows ${known.join(', ')}.`, offsetOf(node))
		);
	}

	texts(map: YAMLMap, key: string): readonly string[] {
		return this.list(map, key).map((node) => this.scalarText(node, key));
	}

	/** A number above 0; undefined where there is none. */
	positive(map: YAMLMap, key: string): number | undefined {
		const value = map.get(key);
		if (value === undefined) return undefined;
		return typeof value === 'number' && value > 0
			? value
			: this.fail(`"${key}" must be a number above 0.`, this.at(map, key));
	}

	/** An address of a page; only https, since it is opened in the person's browser. */
	link(map: YAMLMap, key: string): string | undefined {
		const text = this.optionalText(map, key);
		if (text === undefined || /^https:\/\/[^\s/]+(?:\/\S*)?$/.test(text)) return text;
		return this.fail(`"${key}" must be an address that begins with "https://".`, this.at(map, key));
	}

	/** A regular expression; one that is none is a mistake of its place. */
	pattern(node: unknown, key: string): string {
		const pattern = this.scalarText(node, key);
		try {
			new RegExp(pattern, 'mu');
			return pattern;
		} catch (error) {
			return this.fail(`"${key}" is no regular expression: ${(error as Error).message}`, offsetOf(node));
		}
	}

	optionalPattern(map: YAMLMap, key: string): string | undefined {
		const node = map.get(key, true);
		return node === undefined ? undefined : this.pattern(node, key);
	}

	/** One line: a line break in what is put into a terminal would run it before the person has seen it. */
	command(map: YAMLMap, key: string): string | undefined {
		const command = this.optionalText(map, key);
		if (command === undefined || !/\p{Cc}/u.test(command)) return command;
		return this.fail(`"${key}" must be one line without control characters.`, this.at(map, key));
	}

	text(map: YAMLMap, key: string): string {
		return this.optionalText(map, key) ?? this.fail(`"${key}" is missing.`, offsetOf(map));
	}

	optionalText(map: YAMLMap, key: string): string | undefined {
		const node = map.get(key, true);
		return node === undefined ? undefined : this.scalarText(node, key);
	}

	flag(map: YAMLMap, key: string): boolean {
		const value = map.get(key) ?? false;
		return typeof value === 'boolean'
			? value
			: this.fail(`"${key}" must be true or false.`, this.at(map, key));
	}

	list(map: YAMLMap, key: string): readonly Node[] {
		const node: unknown = map.get(key, true);
		if (node === undefined) return [];
		const items = (node as { items?: unknown }).items;
		return Array.isArray(items) && !isMap(node)
			? (items as Node[])
			: this.fail(`"${key}" must be a list.`, offsetOf(node));
	}

	scalarText(node: unknown, key: string): string {
		const value = isScalar(node) ? node.value : undefined;
		return typeof value === 'string' && value !== ''
			? value
			: this.fail(`"${key}" must be a text.`, offsetOf(node));
	}

	at(map: YAMLMap, key: string): number {
		return offsetOf(map.get(key, true) ?? map);
	}
}

/** Where a node begins in the text. */
export function offsetOf(node: unknown): number {
	return (node as Node | null | undefined)?.range?.[0] ?? 0;
}
