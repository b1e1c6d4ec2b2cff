import type { Logger } from '../../src/base/log.ts';

/** A Logger that tests can read, as `info practice $ true → 0 in 2 ms, 0 B`. */
export class MemoryLog implements Logger {
	readonly lines: string[] = [];

	trace(message: string): void {
		this.lines.push(`trace ${message}`);
	}
	debug(message: string): void {
		this.lines.push(`debug ${message}`);
	}
	info(message: string): void {
		this.lines.push(`info ${message}`);
	}
	warn(message: string): void {
		this.lines.push(`warn ${message}`);
	}
	error(message: string): void {
		this.lines.push(`error ${message}`);
	}
}
