/** Small facts that outlive the window, such as the login node that was used last. Never given a secret. */
export interface Notes {
	/** What was written under that key, by whatever version of this program; undefined for nothing. */
	read(key: string): unknown;
	write(key: string, value: unknown): void;
}
