const END_OF_DIRECTORY = 0x06054b50;
const ENTRY = 0x02014b50;

/**
 * The names of the files in a zip archive, from its central directory (APPNOTE.TXT 4.3.12 and 4.3.16).
 * @param {Buffer} zip without a comment at its end, as vsce writes it
 * @returns {string[]}
 */
export function zipEntries(zip) {
	const end = zip.length - 22;
	if (end < 0 || zip.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error('This is not a zip archive.');
	const names = [];
	let at = zip.readUInt32LE(end + 16);
	for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
		if (zip.readUInt32LE(at) !== ENTRY) throw new Error('The directory of this zip archive is damaged.');
		const [name, extra, comment] = [28, 30, 32].map((field) => zip.readUInt16LE(at + field));
		names.push(zip.toString('utf8', at + 46, at + 46 + (name ?? 0)));
		at += 46 + (name ?? 0) + (extra ?? 0) + (comment ?? 0);
	}
	return names;
}
