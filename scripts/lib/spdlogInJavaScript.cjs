/**
 * Stands in for VS Code's native log writer, @vscode/spdlog, where it was not compiled: what extensions write to
 * their log output channels reaches the file that the Output view shows. Files are not rotated, since an editor of
 * tests and demos does not live long enough.
 */
const { appendFileSync, mkdirSync } = require('node:fs');
const { dirname } = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
	#file;
	#level = 2;
	#isFormatted = true;

	/** @param {string} file */
	constructor(file) {
		this.#file = file;
		mkdirSync(dirname(file), { recursive: true });
	}

	getLevel() {
		return this.#level;
	}
	/** @param {number} level */
	setLevel(level) {
		this.#level = level;
	}
	setPattern() {}
	clearFormatters() {
		this.#isFormatted = false;
	}
	flush() {}
	drop() {}

	/** @param {string} message */
	trace(message) {
		this.#write(0, message);
	}
	/** @param {string} message */
	debug(message) {
		this.#write(1, message);
	}
	/** @param {string} message */
	info(message) {
		this.#write(2, message);
	}
	/** @param {string} message */
	warn(message) {
		this.#write(3, message);
	}
	/** @param {string} message */
	error(message) {
		this.#write(4, message);
	}
	/** @param {string} message */
	critical(message) {
		this.#write(5, message);
	}

	/**
	 * @param {number} level
	 * @param {string} message
	 */
	#write(level, message) {
		if (level < this.#level) return;
		const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
		appendFileSync(this.#file, this.#isFormatted ? `${time} [${LEVELS[level]}] ${message}\n` : message);
	}
}

/**
 * @param {string} _name
 * @param {string} file
 */
const create = async (_name, file) => new Logger(file);
// One assignment each: VS Code imports these by name, and Node finds names of this form only.
exports.Logger = Logger;
exports.version = 0;
exports.createRotatingLogger = create;
exports.createAsyncRotatingLogger = create;
exports.setFlushOn = () => {};
exports.setLevel = () => {};
exports.shutdown = () => {};
