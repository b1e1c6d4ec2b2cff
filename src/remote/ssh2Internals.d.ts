/** What src/remote uses of ssh2 1.17 beyond its documented interface; `publicKeyAuth.test.ts` guards it. */
declare module 'ssh2/lib/protocol/utils.js' {
	const utils: {
		/** Encrypts and sends a finished packet, or queues it while keys are exchanged. */
		sendPacket(protocol: object, packet: Uint8Array): boolean;
	};
	export default utils;
}

declare module 'ssh2/lib/protocol/constants.js' {
	import type { CipherAlgorithm, KexAlgorithm, MacAlgorithm } from 'ssh2';

	/** All that this ssh2 has on this computer. */
	const constants: {
		readonly SUPPORTED_KEX: readonly KexAlgorithm[];
		readonly SUPPORTED_CIPHER: readonly CipherAlgorithm[];
		readonly SUPPORTED_MAC: readonly MacAlgorithm[];
	};
	export default constants;
}
