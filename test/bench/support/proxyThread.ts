/** A proxy with an event loop of its own: what the benchmark computes beside it does not make the way longer. */
import { parentPort, workerData } from 'node:worker_threads';
import { startProxy } from '../../support/proxy.ts';

const { address, port, roundTripMs } = workerData;
const proxy = await startProxy(address, port, roundTripMs);
// whatever comes is the question how much went through
parentPort?.on('message', () => parentPort?.postMessage(proxy.passed.up + proxy.passed.down));
parentPort?.postMessage(proxy.port);
