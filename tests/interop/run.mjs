// Four programs that others wrote check the signatures of tips: viem, ethers, MetaMask's eth-sig-util, and cast.
// They must accept every tip, and refuse it after one flipped byte in the statement. cast also opens a key file.
//
//   node tests/interop/run.mjs            200 tips, 20 of them by cast
//   TIPS=1000 CAST=100 node tests/interop/run.mjs

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as sigUtil from '@metamask/eth-sig-util';
import { verifyTypedData as ethersRecover } from 'ethers';
import { recoverTypedDataAddress } from 'viem';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const tips = Number(process.env.TIPS ?? 200);
const castTips = Math.min(tips, Number(process.env.CAST ?? 20));
// The real binary: the npm launcher ends with 0 even where validation fails.
const cast = join(root, 'node_modules/@foundry-rs/cast-linux-amd64/bin/cast');

let passed = 0;
let failed = 0;
function check(what, holds) {
  if (holds) passed += 1;
  else {
    failed += 1;
    if (failed <= 20) console.log(`FAILED: ${what}`);
  }
}

/** The signer as each library recovers it; null where it refuses the input. */
const libraries = {
  viem: ({ typedData, signature }) => {
    // viem takes numbers as bigint, not as decimal strings.
    const message = { ...typedData.message, issuedAt: BigInt(typedData.message.issuedAt), submitBy: BigInt(typedData.message.submitBy) };
    return recoverTypedDataAddress({ ...typedData, message, signature });
  },
  ethers: ({ typedData, signature }) => {
    const { EIP712Domain: _, ...types } = typedData.types;
    return ethersRecover(typedData.domain, types, typedData.message, signature);
  },
  'eth-sig-util': ({ typedData, signature }) =>
    sigUtil.recoverTypedSignature({ data: typedData, signature, version: sigUtil.SignTypedDataVersion.V4 }),
};

async function accepts(library, tip) {
  try {
    return (await libraries[library](tip)).toLowerCase() === tip.address.toLowerCase();
  } catch {
    return false;
  }
}

/** Whether cast says so itself; its exit code alone is not trusted. */
function castAccepts(tip, folder) {
  const file = join(folder, 'typed.json');
  writeFileSync(file, JSON.stringify(tip.typedData));
  const { status, stdout, stderr } = spawnSync(
    cast,
    ['wallet', 'verify', '--address', tip.address, '--data', '--from-file', file, tip.signature],
    { encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } },
  );
  return status === 0 && `${stdout}${stderr}`.includes('Validation succeeded');
}

/** The tip with one byte of one field of its statement changed; n decides which. */
function flipped(tip, n) {
  const message = { ...tip.typedData.message };
  const names = Object.keys(message).sort();
  const name = names[n % names.length];
  const text = message[name];
  const isHex = text.startsWith('0x');
  const at = isHex ? 2 + (n % (text.length - 2)) : n % text.length;
  const digit = /[0-9]/.test(text[at]);
  const other = isHex ? (text[at] === 'a' ? 'b' : 'a') : digit ? (text[at] === '7' ? '8' : '7') : text[at] === 'x' ? 'y' : 'x';
  message[name] = text.slice(0, at) + other + text.slice(at + 1);
  return { ...tip, typedData: { ...tip.typedData, message } };
}

const cargo = ['run', '--quiet', '--example', 'random_tips', '--', String(tips)];
console.log(`Writing ${tips} signed tips ...`);
const written = JSON.parse(execFileSync('cargo', cargo, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'inherit'] }));
check(`${tips} tips were written`, written.length === tips);
check('no two tips have the same signature', new Set(written.map((tip) => tip.signature)).size === tips);

for (const library of Object.keys(libraries)) {
  const before = { passed, failed };
  for (const [n, tip] of written.entries()) {
    check(`${library} accepts tip ${n}`, await accepts(library, tip));
    check(`${library} refuses tip ${n} after a flipped byte`, !(await accepts(library, flipped(tip, n))));
  }
  console.log(`${library}: ${passed - before.passed} of ${2 * tips} as they should be`);
}

if (!existsSync(cast)) {
  check(`cast is at ${cast} (npm ci installs it)`, false);
} else {
  const before = passed;
  const folder = mkdtempSync(join(tmpdir(), 'spoor-interop-'));
  try {
    for (const [n, tip] of written.slice(0, castTips).entries()) {
      check(`cast accepts tip ${n}`, castAccepts(tip, folder));
      check(`cast refuses tip ${n} after a flipped byte`, !castAccepts(flipped(tip, n), folder));
    }
    console.log(`cast: ${passed - before} of ${2 * castTips} as they should be`);
    keyFile(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** cast opens a key file that was written for a tip, and finds the same address. */
function keyFile(folder) {
  const [tip] = written;
  const file = join(folder, 'key.json');
  writeFileSync(file, tip.keyFile);
  const opened = (passphrase) =>
    spawnSync(cast, ['wallet', 'address', '--keystore', file, '--password', passphrase], { encoding: 'utf8' });
  check('cast opens the key file', opened(tip.passphrase).stdout.trim().toLowerCase() === tip.address.toLowerCase());
  check('cast does not open it with another passphrase', opened(`${tip.passphrase}.`).status !== 0);
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
