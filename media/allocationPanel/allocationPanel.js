// @ts-check
// The page of the allocations. It shows what it is sent, adds no words of its own, and says which button was pressed.
(() => {
	const SVG = 'http://www.w3.org/2000/svg';
	/** @type {{ postMessage(message: { type: string }): void }} */
	// @ts-expect-error given by VS Code
	const vscode = acquireVsCodeApi();
	const page = /** @type {HTMLElement} */ (document.getElementById('page'));
	let shown = '';

	addEventListener('message', ({ data }) => {
		if (typeof data === 'object' && data !== null && data.type === 'page') show(data.page);
	});
	vscode.postMessage({ type: 'ready' });

	/** @param {any} data an AllocationPage of src/presenters/allocationPage.ts */
	function show(data) {
		const text = JSON.stringify(data);
		if (text === shown) return;
		shown = text;
		const focused = document.activeElement?.id;
		const open = new Set([...page.querySelectorAll('details[open]')].map(({ id }) => id));
		page.replaceChildren(element('h1', '', data.title), buttons(data.buttons));
		if (data.empty) page.append(element('p', 'message', data.empty));
		for (const [index, cluster] of data.clusters.entries()) page.append(clusterSection(cluster, data, index));
		for (const details of page.querySelectorAll('details')) details.open = open.has(details.id);
		page.removeAttribute('aria-busy');
		if (focused) document.getElementById(focused)?.focus();
	}

	/** @param {any} texts */
	function buttons(texts) {
		const row = element('div', 'buttons');
		for (const name of ['refresh', 'export']) {
			const button = element('button', name === 'refresh' ? 'first' : '', texts[name]);
			button.id = `button-${name}`;
			button.addEventListener('click', () => vscode.postMessage({ type: name }));
			row.append(button);
		}
		return row;
	}

	/** @param {any} cluster @param {any} data @param {number} index */
	function clusterSection(cluster, data, index) {
		const section = element('section', 'cluster');
		section.append(element('h2', '', cluster.name), element('p', 'where', cluster.site));
		section.append(element('p', 'where', cluster.origin));
		for (const note of cluster.notes) section.append(element('p', 'where', note));
		if (cluster.links.length > 0) section.append(links(cluster.links));
		for (const [place, trouble] of cluster.troubles.entries())
			section.append(troubleBox(trouble, data.rawCaption, `raw-${index}-${place}`));
		for (const [place, account] of cluster.accounts.entries()) {
			const box = element('section', 'account');
			box.append(element('h3', '', account.title));
			for (const note of account.notes) box.append(element('p', 'message', note));
			for (const [row, line] of account.lines.entries())
				box.append(lineSection(line, data.tableCaption, `${index}-${place}-${row}`));
			section.append(box);
		}
		return section;
	}

	/** @param {any[]} pages */
	function links(pages) {
		const row = element('p', 'links');
		for (const { label, address } of pages) {
			const link = /** @type {HTMLAnchorElement} */ (element('a', '', label));
			link.href = address;
			row.append(link);
		}
		return row;
	}

	/** @param {any} trouble @param {string} rawCaption @param {string} id */
	function troubleBox({ text, raw }, rawCaption, id) {
		const box = element('div', 'trouble');
		box.append(element('p', '', text));
		if (!raw) return box;
		const details = element('details');
		details.id = id;
		const printed = element('pre', '', raw);
		printed.tabIndex = 0;
		details.append(element('summary', '', rawCaption), printed);
		box.append(details);
		return box;
	}

	/** @param {any} line @param {string} tableCaption @param {string} id */
	function lineSection(line, tableCaption, id) {
		const section = element('section', 'line');
		const heading = element('h4', '', line.title);
		heading.append(element('span', `state ${line.mood}`, line.state));
		section.append(heading);
		const summary = element('p', 'summary');
		if (typeof line.usedShare === 'number') summary.append(bar(line.usedShare, `meter ${line.mood}`));
		summary.append(element('span', '', line.summary));
		section.append(summary);
		const facts = element('dl', 'facts');
		for (const [name, value] of line.facts) facts.append(element('dt', '', name), element('dd', '', value));
		section.append(facts);
		if (line.forecast) section.append(element('p', 'forecast', line.forecast));
		if (line.chart) section.append(chart(line.chart, tableCaption, id));
		if (line.rankings.length > 0) {
			const rankings = element('div', 'rankings');
			for (const ranking of line.rankings) rankings.append(rankingBox(ranking));
			section.append(rankings);
		}
		return section;
	}

	/** @param {any} data @param {string} tableCaption @param {string} id */
	function chart({ caption, bars }, tableCaption, id) {
		const figure = element('figure', 'chart');
		const width = bars.length * 10;
		const drawing = svg('svg', { viewBox: `0 0 ${width} 100`, preserveAspectRatio: 'none', role: 'img' });
		drawing.setAttribute('aria-label', caption);
		for (const [index, { label, text, share }] of bars.entries()) {
			const height = share > 0 ? Math.max(2, share * 100) : 0;
			const column = svg('rect', {
				...{ x: String(index * 10 + 1), width: '8' },
				...{ y: String(100 - height), height: String(height) },
			});
			const title = svg('title', {});
			title.textContent = `${label}: ${text}`;
			column.append(title);
			drawing.append(column);
		}
		const axis = element('div', 'axis');
		axis.append(element('span', '', bars[0].label), element('span', '', bars[bars.length - 1].label));
		const details = /** @type {HTMLDetailsElement} */ (element('details'));
		details.id = `table-${id}`;
		const table = element('table');
		for (const { label, text } of bars) {
			const row = element('tr');
			row.append(element('td', '', label), element('td', 'figure', text));
			table.append(row);
		}
		details.append(element('summary', '', tableCaption), table);
		figure.append(element('figcaption', '', caption), drawing, axis, details);
		return figure;
	}

	/** @param {any} data */
	function rankingBox({ caption, bars }) {
		const box = element('div', 'ranking');
		const list = element('dl');
		for (const { label, text, share } of bars) {
			const value = element('dd');
			value.append(bar(share, 'rank'), element('span', '', text));
			list.append(element('dt', '', label), value);
		}
		box.append(element('h5', '', caption), list);
		return box;
	}

	/** @param {number} share @param {string} className */
	function bar(share, className) {
		const drawing = svg('svg', { class: `bar ${className}`, viewBox: '0 0 100 1', preserveAspectRatio: 'none' });
		drawing.setAttribute('aria-hidden', 'true');
		drawing.append(svg('rect', { width: String(Math.min(100, Math.max(0, share * 100))), height: '1' }));
		return drawing;
	}

	/** @param {string} name @param {string} [className] @param {string} [text] */
	function element(name, className = '', text = '') {
		const made = document.createElement(name);
		if (className) made.className = className;
		if (text) made.textContent = text;
		return made;
	}

	/** @param {string} name @param {Record<string, string>} attributes */
	function svg(name, attributes) {
		const made = document.createElementNS(SVG, name);
		for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
		return made;
	}
})();
