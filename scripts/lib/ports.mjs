import { createServer } from 'node:net';

/** A port of this machine that nobody listens on at the moment. @returns {Promise<number>} */
export async function freePort() {
	const port = await listenOnce(0);
	if (port === undefined) throw new Error('This machine has no free port on 127.0.0.1.');
	return port;
}

/** @param {number} port */
export async function isPortFree(port) {
	return (await listenOnce(port)) !== undefined;
}

/** @param {number} port @returns {Promise<number | undefined>} */
function listenOnce(port) {
	return new Promise((resolve) => {
		const server = createServer();
		server.once('error', () => resolve(undefined));
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
		});
	});
}
