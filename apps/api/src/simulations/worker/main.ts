import { platform, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { SimulationSettings } from '../settings.js';
import { reckon } from './reckon.js';

/** The entry of the worker thread: reckons the settings it was given and posts what there is to tell. */
const NICE = 10;

// On Linux a priority is that of the thread which sets it; elsewhere it would be the whole service's.
if (platform() === 'linux') setPriority(NICE);
reckon(workerData as SimulationSettings, (news) => parentPort?.postMessage(news));
