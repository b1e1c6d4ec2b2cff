import type { Notes } from '../../src/base/notes.ts';

/** Notes that end with the test. */
export function memoryNotes(): Notes {
	const kept = new Map<string, unknown>();
	return { read: (key) => kept.get(key), write: (key, value) => void kept.set(key, value) };
}
