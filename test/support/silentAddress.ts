import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Makes an address of this machine say nothing on a port, as one that a firewall hides. The result ends that. */
export async function silence(address: string, port: number): Promise<() => void> {
	const listen = `require('net').createServer().listen({ host: '${address}', port: ${port}, backlog: 1 }, () => console.log('up'))`;
	const program = spawn(process.execPath, ['-e', listen]);
	await once(program.stdout, 'data');
	// It accepts nobody any more, and the kernel drops whom its queue has no place for.
	program.kill('SIGSTOP');
	const queue: Socket[] = [];
	for (let isFull = false; !isFull; ) {
		const socket = connect(port, address);
		queue.push(socket);
		socket.on('error', () => {});
		isFull = await Promise.race([
			once(socket, 'connect').then(() => false),
			new Promise<true>((resolve) => setTimeout(resolve, 100, true)),
		]);
	}
	return () => {
		for (const socket of queue) socket.destroy();
		program.kill('SIGKILL');
	};
}
