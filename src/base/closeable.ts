/** Anything that is closed once. VS Code's Disposable fits it. */
export interface Closeable {
	dispose(): unknown;
}
