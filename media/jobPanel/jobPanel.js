// @ts-check
// The page of a job. It shows what it is sent, adds no words of its own, and says which button was pressed.
(() => {
	const SVG = 'http://www.w3.org/2000/svg';
	/** @type {{ postMessage(message: { type: string }): void }} */
	// @ts-expect-error given by VS Code
	const vscode = acquireVsCodeApi();
	const page = /** @type {HTMLElement} */ (document.getElementById('page'));
	const report = element('div');
	const live = element('section');
	const facts = element('section');
	page.append(report, live, facts);
	let shownReport = '';
	/** The nodes and charts that are drawn; as long as they are the same only the figures change. */
	let shownCharts = '';

	addEventListener('message', ({ data }) => {
		if (typeof data !== 'object' || data === null) return;
		if (data.type === 'page' && isRecord(data.page)) showPage(data.page);
		if (data.type === 'live') showLive(isRecord(data.live) ? data.live : undefined);
	});
	vscode.postMessage({ type: 'ready' });

	/** @param {any} data a JobPage of src/presenters/jobPanelText.ts */
	function showPage(data) {
		const text = JSON.stringify(data);
		if (text === shownReport) return;
		shownReport = text;
		const focused = document.activeElement?.id;
		const heading = element('h1', '', data.title);
		const where = element('p', 'where', data.where);
		where.append(element('span', `state ${data.mood}`, data.state));
		report.replaceChildren(heading, where);
		if (data.verdict) report.append(withRole(element('p', `verdict ${data.mood}`, data.verdict), 'status'));
		if (data.next) report.append(element('p', 'next', data.next));
		if (data.line) {
			report.append(element('h2', '', data.line.caption), element('pre', '', data.line.text));
		}
		if (data.lastLines) {
			report.append(
				element('h2', '', data.lastLines.caption),
				element('pre', '', data.lastLines.texts.join('\n')),
			);
		}
		report.append(buttons(data));
		if (data.suggestions.length > 0) report.append(suggestions(data));
		if (data.uses.bars.length > 0 || data.uses.empty) report.append(uses(data.uses));
		const list = element('dl', 'facts');
		for (const [name, value] of data.facts) list.append(element('dt', '', name), element('dd', '', value));
		facts.replaceChildren(element('h2', '', data.factsCaption), list);
		page.removeAttribute('aria-busy');
		document.title = data.title;
		if (focused) document.getElementById(focused)?.focus();
	}

	/** @param {any} data */
	function buttons(data) {
		const row = element('div', 'buttons');
		const all = data.line ? [{ name: 'showLine', text: data.line.button }, ...data.buttons] : data.buttons;
		for (const [index, { name, text }] of all.entries()) {
			const button = element('button', index === 0 ? 'first' : '', text);
			button.id = `button-${name}`;
			button.addEventListener('click', () => vscode.postMessage({ type: name }));
			row.append(button);
		}
		return row;
	}

	/** @param {any} data */
	function suggestions(data) {
		const section = element('section');
		const list = element('ul');
		for (const { option, why } of data.suggestions) {
			const item = element('li');
			if (option) item.append(element('code', '', option), ' ');
			item.append(why);
			list.append(item);
		}
		section.append(element('h2', '', data.suggestionsCaption), list);
		return section;
	}

	/** @param {any} data */
	function uses({ caption, bars, empty }) {
		const section = element('section');
		section.append(element('h2', '', caption));
		if (empty) section.append(element('p', 'message', empty));
		const list = element('dl', 'uses');
		for (const { name, text, percent } of bars) {
			const use = element('dd', 'use');
			if (typeof percent === 'number') {
				const bar = svg('svg', { class: 'bar', viewBox: '0 0 100 1', preserveAspectRatio: 'none' });
				bar.setAttribute('aria-hidden', 'true');
				bar.append(svg('rect', { width: String(percent), height: '1' }));
				use.append(bar, element('span', '', `${percent} %`));
			}
			use.append(element('span', '', text));
			list.append(element('dt', '', name), use);
		}
		section.append(list);
		return section;
	}

	/** @param {any} data a LivePage, or undefined for a job that does not run */
	function showLive(data) {
		if (!data) {
			live.replaceChildren();
			shownCharts = '';
			return;
		}
		const shape = JSON.stringify(
			data.nodes.map((/** @type {any} */ { node, charts }) => [
				node,
				charts.map((/** @type {any} */ { kind, paths }) => [kind, paths.length]),
			]),
		);
		if (shape !== shownCharts) {
			shownCharts = shape;
			live.replaceChildren(
				element('h2', '', data.caption),
				element('p', 'message', data.message),
				...data.nodes.map(nodeSection),
			);
		}
		for (const message of live.querySelectorAll('.message')) setText(message, data.message);
		for (const node of data.nodes) updateNode(node, data.tableCaption);
	}

	/** @param {any} data */
	function nodeSection({ node, charts }) {
		const section = element('section');
		section.dataset['node'] = node;
		const grid = element('div', 'charts');
		for (const { kind, paths } of charts) {
			const figure = element('figure', `chart ${kind}`);
			figure.dataset['kind'] = kind;
			const drawing = svg('svg', { viewBox: '0 0 240 48', preserveAspectRatio: 'none', role: 'img' });
			for (let index = 0; index < paths.length; index += 1) drawing.append(svg('path', {}));
			const caption = element('figcaption');
			caption.append(element('span', 'title'), element('span', 'latest'));
			figure.append(caption, element('div', 'top'), drawing);
			grid.append(figure);
		}
		const details = element('details');
		const table = element('table');
		table.append(element('thead'), element('tbody'));
		details.append(element('summary'), table);
		section.append(element('h3', '', node), grid, details);
		return section;
	}

	/**
	 * @param {any} data
	 * @param {string} tableCaption
	 */
	function updateNode({ node, charts, table }, tableCaption) {
		const section = [...live.querySelectorAll('section')].find((one) => one.dataset['node'] === node);
		if (!section) return;
		for (const { kind, title, latest, top, paths } of charts) {
			const figure = section.querySelector(`.chart.${CSS.escape(kind)}`);
			if (!figure) continue;
			setText(figure.querySelector('.title'), title);
			setText(figure.querySelector('.latest'), latest);
			setText(figure.querySelector('.top'), top);
			figure.querySelector('svg')?.setAttribute('aria-label', `${node}, ${title}: ${latest}`);
			for (const [index, path] of figure.querySelectorAll('path').entries()) {
				path.setAttribute('d', paths[index] || 'M0 0');
			}
		}
		setText(section.querySelector('summary'), tableCaption);
		section.querySelector('thead')?.replaceChildren(tableRow('th', table.head));
		section
			.querySelector('tbody')
			?.replaceChildren(...table.rows.map((/** @type {string[]} */ row) => tableRow('td', row)));
	}

	/**
	 * @param {'th' | 'td'} tag
	 * @param {string[]} cells
	 */
	function tableRow(tag, cells) {
		const row = element('tr');
		for (const cell of cells) {
			const item = element(tag, '', cell);
			if (tag === 'th') item.setAttribute('scope', 'col');
			row.append(item);
		}
		return row;
	}

	/**
	 * @param {Element | null} target
	 * @param {string} text
	 */
	function setText(target, text) {
		if (target && target.textContent !== text) target.textContent = text;
	}

	/**
	 * @param {string} tag
	 * @param {string} [className]
	 * @param {string} [text]
	 */
	function element(tag, className, text) {
		const made = document.createElement(tag);
		if (className) made.className = className;
		if (text !== undefined) made.textContent = text;
		return made;
	}

	/**
	 * @param {string} tag
	 * @param {Record<string, string>} attributes
	 */
	function svg(tag, attributes) {
		const made = document.createElementNS(SVG, tag);
		for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
		return made;
	}

	/**
	 * @param {HTMLElement} target
	 * @param {string} role
	 */
	function withRole(target, role) {
		target.setAttribute('role', role);
		return target;
	}

	/** @param {unknown} value */
	function isRecord(value) {
		return typeof value === 'object' && value !== null;
	}
})();
