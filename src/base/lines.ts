/**
 * Splits a byte stream into lines, without their line ends. A character that the network cut in
 * two is put back together, and a last line without an end is still delivered.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string> {
	const decoder = new TextDecoder();
	let unfinished = '';
	for await (const chunk of chunks) {
		const lines = (unfinished + decoder.decode(chunk, { stream: true })).split('\n');
		unfinished = lines.pop() ?? '';
		yield* lines;
	}
	unfinished += decoder.decode();
	if (unfinished) yield unfinished;
}
