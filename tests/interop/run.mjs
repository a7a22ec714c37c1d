// Programs that others wrote check the signatures of tips: viem, ethers, MetaMask's eth-sig-util, eth-account and cast.
// (alloy does in tests/tip/alloy.rs.) They must accept every tip, and refuse it after one changed character in what was
// signed: as typed data (EIP-712) and as plain text (EIP-191). cast also opens a key file.
//
//   node tests/interop/run.mjs            1,000 tips, 100 of them by cast; 200 plain texts
//   TIPS=200 CAST=20 TEXTS=40 node tests/interop/run.mjs

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as sigUtil from '@metamask/eth-sig-util';
import { verifyMessage as ethersTextRecover, verifyTypedData as ethersRecover } from 'ethers';
import { recoverMessageAddress, recoverTypedDataAddress } from 'viem';

import { check, failed, passed } from './count.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const tips = Number(process.env.TIPS ?? 1000);
const texts = Math.min(tips, Number(process.env.TEXTS ?? 200));
const castTips = Math.min(tips, Number(process.env.CAST ?? 100));
// The real binary: the npm launcher ends with 0 even where validation fails.
const cast = join(root, 'node_modules/@foundry-rs/cast-linux-amd64/bin/cast');
const python = join(root, '.tools/python/bin/python');

/** The signer as each library recovers it; it throws where it refuses the input. */
const typed = {
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
const plain = {
  viem: ({ text, signature }) => recoverMessageAddress({ message: text, signature }),
  ethers: ({ text, signature }) => ethersTextRecover(text, signature),
  'eth-sig-util': ({ text, signature }) => sigUtil.recoverPersonalSignature({ data: text, signature }),
};

const same = (one, other) => typeof one === 'string' && one.toLowerCase() === other.toLowerCase();

async function accepts(recover, tip) {
  try {
    return same(await recover(tip), tip.address);
  } catch {
    return false;
  }
}

/** Whether cast says so itself; its exit code alone is not trusted. */
function castSays(args) {
  return new Promise((resolve) => {
    const child = spawn(cast, ['wallet', 'verify', ...args], { env: { ...process.env, NO_COLOR: '1' } });
    let said = '';
    child.stdout.on('data', (data) => { said += data; });
    child.stderr.on('data', (data) => { said += data; });
    child.on('close', (status) => resolve(status === 0 && said.includes('Validation succeeded')));
  });
}

let files = 0;
function castTyped(tip, folder) {
  files += 1;
  const file = join(folder, `typed-${files}.json`);
  writeFileSync(file, JSON.stringify(tip.typedData));
  return castSays(['--address', tip.address, '--data', '--from-file', file, tip.signature]);
}
const castText = (tip) => castSays(['--address', tip.address, tip.text, tip.signature]);

/** The text with one character exchanged; n decides which. */
function changed(text, n) {
  const from = text.startsWith('0x') ? 2 : 0;
  const at = from + (n % (text.length - from));
  const other = /[0-9]/.test(text[at]) ? (text[at] === '7' ? '8' : '7') : text[at] === 'a' ? 'b' : 'a';
  return text.slice(0, at) + other + text.slice(at + 1);
}

/** The tip with one character of one field of its statement changed; n decides which. */
function flipped(tip, n) {
  const message = { ...tip.typedData.message };
  const names = Object.keys(message).sort();
  const name = names[n % names.length];
  message[name] = changed(message[name], n);
  return { ...tip, typedData: { ...tip.typedData, message } };
}
const flippedText = (tip, n) => ({ ...tip, text: changed(tip.text, n * 31) });

const started = Date.now();
const seconds = () => ((Date.now() - started) / 1000).toFixed(0);
const cargo = ['run', '--quiet', '--example', 'random_tips', '--', String(tips)];
console.log(`Writing ${tips} signed tips ...`);
const all = JSON.parse(execFileSync('cargo', cargo, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 30, stdio: ['ignore', 'pipe', 'inherit'] }));
check(`${tips} tips were written`, all.length === tips);
check('no two tips have the same signature', new Set(all.flatMap((tip) => [tip.signature, tip.textSignature])).size === 2 * tips);
const asText = all.slice(0, texts).map(({ address, text, textSignature }) => ({ address, text, signature: textSignature }));
console.log(`${tips} tips written (${seconds()} s)`);

// eth-account runs beside the others: it is a program of its own.
const questions = [
  ...all.flatMap((tip, n) => [tip, flipped(tip, n)]).map(({ typedData, signature }) => ({ typedData, signature })),
  ...asText.flatMap((tip, n) => [tip, flippedText(tip, n)]).map(({ text, signature }) => ({ text, signature })),
];
const byEthAccount = existsSync(python) ? ethAccount() : undefined;

function ethAccount() {
  return new Promise((resolve) => {
    const child = spawn(python, [join(root, 'tests/interop/eth_account_check.py')], { stdio: ['pipe', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (data) => { said += data; });
    child.on('close', (status) => resolve(status === 0 ? JSON.parse(said) : []));
    child.stdin.end(JSON.stringify(questions));
  });
}

/** Runs through tips and their changed twins, and says what came of it. */
async function round(name, tips, twin, says) {
  const before = passed;
  for (const [n, tip] of tips.entries()) {
    check(`${name} accepts tip ${n}`, await says(tip));
    check(`${name} refuses tip ${n} after a changed character`, !(await says(twin(tip, n))));
  }
  console.log(`${name}: ${passed - before} of ${2 * tips.length} as they should be (${seconds()} s)`);
}

for (const [name, recover] of Object.entries(typed)) await round(`${name}, EIP-712`, all, flipped, (tip) => accepts(recover, tip));
for (const [name, recover] of Object.entries(plain)) await round(`${name}, EIP-191`, asText, flippedText, (tip) => accepts(recover, tip));

if (!existsSync(cast)) {
  check(`cast is at ${cast} (npm ci installs it)`, false);
} else {
  const folder = mkdtempSync(join(tmpdir(), 'spoor-interop-'));
  try {
    await round('cast, EIP-712', all.slice(0, castTips), flipped, (tip) => castTyped(tip, folder));
    await round('cast, EIP-191', asText.slice(0, Math.ceil(castTips / 5)), flippedText, castText);
    keyFile(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (byEthAccount === undefined) {
  check(`eth-account is at ${python} (tools/setup.sh test installs it)`, false);
} else {
  const before = passed;
  const answers = await byEthAccount;
  check('eth-account answers every question', answers.length === questions.length);
  const expected = [...all, ...asText].flatMap(({ address }) => [[address, true], [address, false]]);
  for (const [n, [address, right]] of expected.entries()) check(`eth-account, question ${n}`, same(answers[n], address) === right);
  console.log(`eth-account, EIP-712 and EIP-191: ${passed - before - 1} of ${questions.length} as they should be (${seconds()} s)`);
}

/** cast opens a key file that was written for a tip, and finds the same address. */
function keyFile(folder) {
  const [tip] = all;
  const file = join(folder, 'key.json');
  writeFileSync(file, tip.keyFile);
  const opened = (passphrase) =>
    spawnSync(cast, ['wallet', 'address', '--keystore', file, '--password', passphrase], { encoding: 'utf8' });
  check('cast opens the key file', opened(tip.passphrase).stdout.trim().toLowerCase() === tip.address.toLowerCase());
  check('cast does not open it with another passphrase', opened(`${tip.passphrase}.`).status !== 0);
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
