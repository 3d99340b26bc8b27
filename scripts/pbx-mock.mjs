// `npm run pbx-mock`: the mock phone system on its own; `npm run pbx-mock -- --help` tells what it can do.
import './node-version.mjs';
import { run } from './say.mjs';
import { become } from './start.mjs';

await run(() => become('pbx-mock'));
