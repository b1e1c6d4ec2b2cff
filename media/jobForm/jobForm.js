// @ts-check
// The form of a batch script. It shows what it is sent, adds no words of its own, and says what was typed, chosen or pressed.
(() => {
	/** Long enough not to write a value that is still being typed. */
	const QUIET_MS = 400;
	/** @type {{ postMessage(message: { type: string, name?: string, value?: string }): void }} */
	// @ts-expect-error given by VS Code
	const vscode = acquireVsCodeApi();
	const page = /** @type {HTMLElement} */ (document.getElementById('page'));
	/** The fields and their choices that are drawn; as long as they are the same only values and messages change. */
	let drawn = '';
	/** @type {any} the last JobForm that was sent */
	let form;
	/** Of the choice that lets several values be written: no value is this. */
	const SEVERAL = ',';
	/** Fields in which the person writes several values instead of choosing one. */
	const several = new Set();
	/** The field that is being typed into. @type {{ name: string, timer: number } | undefined} */
	let typing;

	addEventListener('message', ({ data }) => {
		if (isRecord(data) && data.type === 'form' && isRecord(data.form)) show(data.form);
	});
	// What was kept from a field while it was typed into shows as soon as the person goes elsewhere.
	addEventListener('blur', () => {
		flush();
		fill();
	});
	vscode.postMessage({ type: 'ready' });

	/** @param {any} next a JobForm of src/presenters/jobFormText.ts */
	function show(next) {
		form = next;
		for (const field of form.groups.flatMap((/** @type {any} */ group) => group.fields))
			if (several.has(field.name)) field.kind = 'text';
		const shape = JSON.stringify([form.title, form.groups.map(shapeOf)]);
		if (shape !== drawn) {
			drawn = shape;
			draw();
		}
		fill();
		page.removeAttribute('aria-busy');
	}

	/** @param {any} group */
	function shapeOf({ caption, fields }) {
		return [caption, fields.map((/** @type {any} */ { name, kind }) => [name, kind])];
	}

	function draw() {
		const focused = document.activeElement?.id;
		page.replaceChildren(
			element('h1', '', form.title),
			element('p', 'message', form.intro),
			withId(element('p', 'message'), 'cluster'),
			summary(),
			...form.groups.map(groupBox),
			withId(element('section'), 'others'),
		);
		document.title = form.title;
		if (focused) document.getElementById(focused)?.focus();
	}

	function summary() {
		const box = element('section', 'summary');
		const list = element('dl', 'facts');
		for (const [id, caption] of [
			['price', form.priceCaption],
			['start', form.startCaption],
		]) {
			const value = withId(element('span'), id);
			value.setAttribute('role', 'status');
			const place = element('dd');
			place.append(value);
			list.append(element('dt', '', caption), place);
		}
		const row = element('div', 'buttons');
		for (const [index, { name, text }] of form.buttons.entries()) {
			const button = withId(element('button', index === 0 ? 'first' : '', text), `button-${name}`);
			button.addEventListener('click', () => {
				flush();
				vscode.postMessage({ type: name });
			});
			row.append(button);
		}
		box.append(list, row);
		return box;
	}

	/** @param {any} group */
	function groupBox({ caption, fields }) {
		const box = element('fieldset');
		box.append(element('legend', '', caption), ...fields.map(fieldBox));
		return box;
	}

	/** @param {any} field */
	function fieldBox({ name, label, kind }) {
		const box = element('div', 'field');
		const id = `field-${name}`;
		const caption = /** @type {HTMLLabelElement} */ (element('label', '', label));
		caption.htmlFor = id;
		const control = kind === 'choice' ? element('select') : element('input');
		control.id = id;
		control.setAttribute('aria-describedby', `help-${name} problems-${name}`);
		control.addEventListener('change', () => {
			stopTyping();
			if (valueOf(name) === SEVERAL) writeSeveral(name);
			else {
				if (valueOf(name) === '') several.delete(name);
				send(name, valueOf(name));
			}
		});
		if (control instanceof HTMLInputElement) {
			control.type = 'text';
			control.spellcheck = false;
			control.autocomplete = 'off';
			control.setAttribute('list', `list-${name}`);
			control.addEventListener('input', () => typed(name));
			control.addEventListener('focusout', fillLater);
		}
		const head = element('div', 'caption');
		head.append(caption, withId(element('code'), `option-${name}`));
		box.append(head, control);
		if (kind !== 'choice') box.append(withId(element('datalist'), `list-${name}`));
		box.append(
			withId(element('div', 'problems'), `problems-${name}`),
			withId(element('p', 'help'), `help-${name}`),
		);
		return box;
	}

	/** Makes a field of choices one to write into. @param {string} name */
	function writeSeveral(name) {
		several.add(name);
		show(form);
		document.getElementById(`field-${name}`)?.focus();
	}

	/** Values, choices and messages of all fields. The field that is typed into keeps its value. */
	function fill() {
		if (!form) return;
		setText('cluster', form.cluster);
		setText('price', form.price);
		setText('start', form.start);
		for (const { fields } of form.groups) for (const field of fields) fillField(field);
		const others = document.getElementById('others');
		if (!others || !changed(others, form.others)) return;
		others.replaceChildren();
		if (form.others.length > 0)
			others.append(element('h2', '', form.othersCaption), ...form.others.map(problemLine));
	}

	/** @param {any} field */
	function fillField({ name, value, kind, option, help, choices, several: words, problems }) {
		setText(`option-${name}`, option);
		setText(`help-${name}`, help);
		const control = document.getElementById(`field-${name}`);
		const listed =
			kind !== 'choice'
				? choices.filter((/** @type {any} */ choice) => choice.value !== '')
				: words
					? [...choices, { value: SEVERAL, text: words }]
					: choices;
		const list = control instanceof HTMLSelectElement ? control : document.getElementById(`list-${name}`);
		if (list && changed(list, listed))
			list.replaceChildren(
				...listed.map((/** @type {any} */ choice) => new Option(choice.text, choice.value)),
			);
		if (control instanceof HTMLSelectElement) control.value = value;
		if (control instanceof HTMLInputElement && !isTypedInto(control) && control.value !== value)
			control.value = value;
		control?.setAttribute(
			'aria-invalid',
			String(problems.some((/** @type {any} */ { severity }) => severity === 'error')),
		);
		const box = document.getElementById(`problems-${name}`);
		if (box && changed(box, problems)) box.replaceChildren(...problems.map(problemLine));
	}

	/** Whether what an element shows is not this yet; remembers that it is now. @param {HTMLElement} target @param {unknown} data */
	function changed(target, data) {
		const text = JSON.stringify(data);
		if (target.dataset['shown'] === text) return false;
		target.dataset['shown'] = text;
		return true;
	}

	/** @param {any} problem */
	function problemLine({ severity, kind, text }) {
		const line = element('p', `problem ${severity}`);
		line.append(element('strong', '', `${kind}:`), ' ', text);
		return line;
	}

	/** @param {Element} control */
	function isTypedInto(control) {
		return document.hasFocus() && document.activeElement === control;
	}

	/** An empty field is written when it is left: it may be about to be filled anew. @param {string} name */
	function typed(name) {
		stopTyping();
		const timer = setTimeout(() => {
			typing = undefined;
			if (valueOf(name) !== '') send(name, valueOf(name));
		}, QUIET_MS);
		typing = { name, timer };
	}

	/** Writes what was typed and waits. */
	function flush() {
		const name = typing?.name;
		stopTyping();
		if (name !== undefined && valueOf(name) !== '') send(name, valueOf(name));
	}

	function stopTyping() {
		clearTimeout(typing?.timer);
		typing = undefined;
	}

	/** After the change of the field that is left was told, and its focus is gone. */
	function fillLater() {
		setTimeout(fill, QUIET_MS);
	}

	/** @param {string} name */
	function valueOf(name) {
		const control = document.getElementById(`field-${name}`);
		return control instanceof HTMLInputElement || control instanceof HTMLSelectElement
			? control.value.trim()
			: '';
	}

	/** @param {string} name @param {string} value */
	function send(name, value) {
		vscode.postMessage({ type: 'set', name, value });
	}

	/** @param {string} id @param {string} text */
	function setText(id, text) {
		const target = document.getElementById(id);
		if (target && target.textContent !== text) target.textContent = text;
	}

	/** @param {HTMLElement} made @param {string} id */
	function withId(made, id) {
		made.id = id;
		return made;
	}

	/** @param {unknown} value @returns {value is Record<string, any>} */
	function isRecord(value) {
		return typeof value === 'object' && value !== null;
	}

	/** @param {string} name @param {string} [className] @param {string} [text] */
	function element(name, className = '', text = '') {
		const made = document.createElement(name);
		if (className) made.className = className;
		if (text) made.textContent = text;
		return made;
	}
})();
