import { main } from '../../scripts/lib/main.mjs';
import { measureRefreshOverWire } from './jobs/refreshOverWire.ts';
await main(async () => { await measureRefreshOverWire(); });
