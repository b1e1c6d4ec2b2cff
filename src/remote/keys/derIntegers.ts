/** ASN.1's DER (X.690), as far as a limit on the numbers in it needs. */

const INTEGER = 0x02;
const CONSTRUCTED = 0x20;

/** The whole numbers in DER, however deep in sequences; those of more than six bytes as Infinity. Stops where it makes no sense. */
export function derIntegers(bytes: Buffer, found: number[] = []): readonly number[] {
	for (let at = 0; at + 2 <= bytes.length; ) {
		const tag = bytes.readUInt8(at);
		const short = bytes.readUInt8(at + 1);
		const lengthSize = short < 0x80 ? 0 : short & 0x7f;
		const start = at + 2 + lengthSize;
		if (lengthSize > 4 || start > bytes.length) break;
		const length = lengthSize === 0 ? short & 0x7f : bytes.readUIntBE(at + 2, lengthSize);
		const content = bytes.subarray(start, start + length);
		if (tag & CONSTRUCTED) derIntegers(content, found);
		else if (tag === INTEGER) found.push(numberIn(content));
		at = start + length;
	}
	return found;
}

function numberIn(digits: Buffer): number {
	if (digits.length === 0) return 0;
	return digits.length > 6 ? Number.POSITIVE_INFINITY : digits.readUIntBE(0, digits.length);
}
