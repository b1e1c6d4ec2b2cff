/** What src/remote uses of ssh2 1.17 beyond its documented interface; `publicKeyAuth.test.ts` guards it. */
declare module 'ssh2/lib/protocol/utils.js' {
	const utils: {
		/** Encrypts and sends a finished packet, or queues it while keys are exchanged. */
		sendPacket(protocol: object, packet: Uint8Array): boolean;
	};
	export default utils;
}
