/** Where the extension writes down what it does. VS Code's LogOutputChannel fits it. Never given a secret. */
export interface Logger {
	trace(message: string): void;
	debug(message: string): void;
	info(message: string): void;
	warn(message: string): void;
	error(message: string): void;
}
